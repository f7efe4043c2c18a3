import { Component, type ReactNode } from 'react';
import { ErrorState } from './states';

interface ErrorBoundaryProps {
  title?: string;
  children: ReactNode;
}

/** Keeps a fault of one part from taking the rest of the page along. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <ErrorState
        error={this.state.error}
        title={this.props.title ?? 'This part of the page failed'}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
