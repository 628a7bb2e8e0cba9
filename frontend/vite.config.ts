import { defineConfig } from "vitest/config";

/** The page's assets go to static/dist under hashed names; the server finds them in .vite/manifest.json. */
export default defineConfig({
  base: "./",
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: "src/main.ts" },
  },
  test: { include: ["tests/**/*.test.ts"], testTimeout: 60_000 }, // a busy machine is no failure
});
