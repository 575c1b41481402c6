import * as v from 'valibot';
import type { FromPage, ToPage } from '../../src/protocol/panel';
import { toPage } from '../../src/protocol/schemas/panel';

/** The one transport between the page and whoever shows it: VS Code, or a plain browser in the tests. */
export interface Host {
  post(message: FromPage): void;
  /** What the host says in the page itself. */
  first(): readonly ToPage[];
  onMessage(listener: (message: ToPage) => void): void;
  /** Survives hiding and reloading the page. */
  save(state: unknown): void;
  saved(): unknown;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
  getState(): unknown;
}

declare function acquireVsCodeApi(): VsCodeApi;

export function connectHost(): Host {
  const api = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : plainBrowser();
  return {
    post: message => api.postMessage(message),
    first() {
      const element = document.querySelector('script#first');
      const messages: unknown = JSON.parse(element?.textContent || '[]');
      element?.remove();
      return Array.isArray(messages) ? messages.filter(isToPage) : [];
    },
    onMessage: listener =>
      window.addEventListener('message', ({ data }) => {
        // Anything may be posted to a window.
        if (isToPage(data)) listener(data);
      }),
    save: state => api.setState(state),
    saved: () => api.getState(),
  };
}

function isToPage(data: unknown): data is ToPage {
  return v.is(toPage, data);
}

function plainBrowser(): VsCodeApi {
  const key = 'renas';
  return {
    postMessage: message => window.parent.postMessage(message, '*'),
    setState: state => sessionStorage.setItem(key, JSON.stringify(state)),
    getState: () => JSON.parse(sessionStorage.getItem(key) ?? 'null'),
  };
}
