import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useHrefTo } from '../url/search';

interface PageLinkProps {
  to: string;
  params?: Record<string, string | string[]>;
  className?: string;
  title?: string;
  children: ReactNode;
}

/** A link within the application that keeps the time range. */
export function PageLink({ to, params, children, ...rest }: PageLinkProps) {
  const hrefTo = useHrefTo();
  return (
    <Link href={hrefTo(to, params)} {...rest}>
      {children}
    </Link>
  );
}
