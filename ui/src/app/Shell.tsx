import { Drawer } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Loading } from '../parts/states';
import { useHrefTo } from '../url/search';
import { Banners } from './Banners';
import { useKiosk } from './kiosk';
import { Navigation } from './Navigation';
import { NotFound } from './NotFound';
import { PageBoundary } from './PageBoundary';
import { isTimed, pageOf, pages } from './pages';
import css from './Shell.module.css';
import { useShortcut } from './ShortcutProvider';
import { TopBar } from './TopBar';
import { whenIdle } from './whenIdle';

/** What stands around every page: navigation, top bar, banners. */
export function Shell() {
  const [location] = useLocation();
  const page = pageOf(location);
  const [collapsed, setCollapsed] = useLocalStorage({
    key: 'lookout-nav-collapsed',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [menuOpen, menu] = useDisclosure(false);
  const kiosk = useKiosk();

  const closeMenu = menu.close;
  useEffect(() => {
    document.title = page ? `${page.title} · Lookout` : 'Lookout';
    closeMenu();
    window.scrollTo(0, 0);
  }, [page, closeMenu]);

  // Who looks through the list is about to open one: its code is loaded while there is nothing else to do.
  useEffect(() => whenIdle(() => page?.opened?.component.load()), [page]);

  return (
    <div className={css.shell} data-collapsed={collapsed || undefined} data-kiosk={kiosk === 'off' ? undefined : kiosk}>
      <a className={css.skip} href="#content">
        Skip to the content
      </a>
      <GoShortcuts />
      {kiosk === 'off' && (
        <aside className={css.side}>
          <Navigation current={page} collapsed={collapsed} onCollapse={() => setCollapsed(!collapsed)} />
        </aside>
      )}
      <Drawer
        opened={menuOpen}
        onClose={menu.close}
        size={232}
        padding={0}
        withCloseButton={false}
        title={null}
        aria-label="Navigation"
      >
        <Navigation current={page} collapsed={false} onCollapse={menu.close} overlay />
      </Drawer>
      <div className={css.column}>
        {kiosk !== 'full' && (
          <TopBar title={page?.title ?? 'Not found'} timed={page !== undefined && isTimed(location, page)} onMenu={menu.open} />
        )}
        <Banners />
        <main id="content" className={css.main} tabIndex={-1}>
          <PageBoundary key={page?.path ?? 'none'}>
            <Suspense fallback={<Loading rows={6} height={28} />}>
              <Switch>
                {pages.map(({ pattern, component }) => (
                  <Route key={pattern} path={pattern} component={component} />
                ))}
                {pages.map(
                  ({ opened }) =>
                    opened && <Route key={opened.pattern} path={opened.pattern} component={opened.component} />,
                )}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </PageBoundary>
        </main>
      </div>
    </div>
  );
}

function GoShortcuts() {
  return pages.map((page) => <GoShortcut key={page.path} to={page.path} title={page.title} letter={page.key} />);
}

function GoShortcut({ to, title, letter }: { to: string; title: string; letter: string }) {
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  useShortcut(`g ${letter}`, `Go to ${title}`, () => navigate(hrefTo(to)));
  return null;
}
