import type { CSSProperties, ReactNode } from 'react';
import type { LinkModel } from '../../grafana';

interface LinkedProps {
  links: LinkModel[];
  className?: string;
  style?: CSSProperties;
  children: ReactNode;
}

/** Makes a whole value the link that its author gave it; of several, the first. */
export function Linked({ links, className, style, children }: LinkedProps) {
  const link = links[0];
  if (!link) {
    return (
      <div className={className} style={style}>
        {children}
      </div>
    );
  }
  return (
    <a href={link.href} target={link.target} rel="noreferrer" title={link.title} className={className} style={{ ...style, textDecoration: 'none' }}>
      {children}
    </a>
  );
}
