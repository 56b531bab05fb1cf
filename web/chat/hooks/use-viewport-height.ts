import { useEffect } from "react";

/** Keeps `--viewport-height` at the height above the on-screen keyboard, for engines whose dvh does not shrink with it. */
export function useViewportHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const follow = (): void => {
      // Zoomed in, the visual viewport is smaller without a keyboard: leave the layout alone.
      const height = viewport.scale === 1 ? `${Math.round(viewport.height)}px` : "";
      document.documentElement.style.setProperty("--viewport-height", height);
    };
    follow();
    viewport.addEventListener("resize", follow);
    return () => viewport.removeEventListener("resize", follow);
  }, []);
}
