import { exploreParams } from '../app/links';
import css from './Expr.module.css';
import { PageLink } from './PageLink';

/** A PromQL expression that opens in Explore. */
export function Expr({ children }: { children: string }) {
  return (
    <PageLink to="/explore" params={exploreParams(children)} className={css.expr} title="Open in Explore">
      {children}
    </PageLink>
  );
}
