import { Component, type ComponentChildren, createElement, type FunctionComponent } from 'preact';

/** Draws a component again only when one of its properties is another value. */
export function memo<P extends object>(draw: FunctionComponent<P>): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const keys = new Set([...Object.keys(this.props), ...Object.keys(next)]) as Set<keyof P>;
      for (const key of keys) if (this.props[key] !== next[key]) return true;
      return false;
    }
    override render(): ComponentChildren {
      return createElement(draw, this.props as P);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}
