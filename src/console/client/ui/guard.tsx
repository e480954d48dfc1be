import { Component, type ComponentChildren } from 'preact'

/** Replaces what cannot be drawn by a short message, so that one broken row never empties the list around it. */
export class Guard extends Component<
  { readonly children?: ComponentChildren; readonly fallback: ComponentChildren },
  { broken: boolean }
> {
  override state = { broken: false }

  static override getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? this.props.fallback : this.props.children
  }
}
