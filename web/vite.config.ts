import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Ships the viewer of `/docs` with the page, so that the API's document needs no other host. */
function docsViewer(): Plugin {
  return {
    name: "docs-viewer",
    apply: "build",
    async generateBundle() {
      const source = await readFile(here("../node_modules/@scalar/api-reference/dist/browser/standalone.js"));
      this.emitFile({ type: "asset", fileName: "docs-assets/scalar.js", source });
    },
  };
}

export default defineConfig(({ command }) => {
  // Whatever the caller runs in (a test, say), what is shipped is React's production build.
  if (command === "build") process.env["NODE_ENV"] = "production";
  return {
    root: here("./chat"),
    publicDir: here("./public"),
    plugins: [react(), docsViewer()],
    build: {
      outDir: here("../dist/web"),
      emptyOutDir: true,
      target: "es2023",
      // Every modern engine has light-dark() and nesting: rewriting them would only bloat the style sheet.
      cssTarget: ["chrome123", "safari18", "firefox128"],
      // The page's policy forbids data: scripts; small files may not be inlined either.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: true,
      chunkSizeWarningLimit: 700,
    },
    server: {
      host: "127.0.0.1",
      proxy: Object.fromEntries(["/v1", "/openapi.json"].map((path) => [path, process.env["EDGEWISE_ORIGIN"] ?? "http://127.0.0.1:8787"])),
    },
  };
});
