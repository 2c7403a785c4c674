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
        <Empty title={isMissingPart(error) ? 'This page could not be fetched' : 'This page broke'}>
          <p>
            {isMissingPart(error)
              ? 'The server does not answer, or it was upgraded while the page was open. Reload once it answers.'
              : `It is a fault in Lookout’s page, not in your data: ${error.message}. The other pages still work.`}
          </p>
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
        </Empty>
      </div>
    );
  }
}

/** Pages are fetched when they are first opened; the browsers word a failure differently. */
function isMissingPart(error: Error): boolean {
  return /dynamically imported module|module script|preload CSS/i.test(error.message);
}
