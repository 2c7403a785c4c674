import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Empty } from '../parts/states';

/** Keeps a broken page from taking the navigation down with it. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div role="alert">
        <Empty title="This page broke">
          <p>
            {isOutdated(error)
              ? 'The server was upgraded while this page was open. Reload to get the new version.'
              : `It is a fault in Lookout’s page, not in your data: ${error.message}. The other pages still work.`}
          </p>
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
        </Empty>
      </div>
    );
  }
}

/** A part that was there when the page was loaded and is gone now. */
function isOutdated(error: Error): boolean {
  return /dynamically imported module|module script|preload CSS/i.test(error.message);
}
