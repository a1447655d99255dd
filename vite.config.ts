import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin, type UserConfig } from 'vite'

/** Builds the page that the gateway serves at `/`; addresses are relative, so that a proxy may put it below a path. */
export default defineConfig((): UserConfig => {
  // Whoever builds: under a test runner it would become React's development build, and its file names others.
  process.env.NODE_ENV = 'production'
  return {
    root: 'page',
    base: './',
    publicDir: false,
    plugins: [removeOldAssets()],
    build: {
      outDir: '../dist/page',
      emptyOutDir: false,
      target: 'es2023',
      // A picture as text in a script or style sheet would need a looser policy than one in a file.
      assetsInlineLimit: 0,
      // The editor is one large part, loaded after the rest.
      chunkSizeWarningLimit: 5_000,
      // Its libraries are marked for a server that renders React; there is none.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
    worker: { format: 'es' },
  }
})

/** Once the new ones are written: emptying the folder first would break a page that is being loaded from it. */
function removeOldAssets(): Plugin {
  return {
    name: 'remove-old-assets',
    writeBundle({ dir = '' }, bundle) {
      for (const file of readdirSync(join(dir, 'assets')))
        if (!(`assets/${file}` in bundle)) rmSync(join(dir, 'assets', file))
    },
  }
}
