import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:5000';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    sourcemap: true,
    // An inlined asset would be a data: URL, which the content security policy allows for images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npx vite` beside a running server: pages from here, everything else from there.
  server: {
    proxy: {
      '/v1': { target: SERVER },
      '/socket.io': { target: SERVER, ws: true },
    },
  },
});
