import { Component, type ReactNode } from 'react';
import { Message } from './Message';

/** What one panel throws does not take the dashboard with it. */
export class PanelBoundary extends Component<{ resetKey: unknown; children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: { resetKey: unknown }) {
    if (this.state.error && before.resetKey !== this.props.resetKey) this.setState({ error: null });
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return <Message tone="bad" title="This panel cannot be drawn" detail={this.state.error.message} />;
  }
}
