import { Component, type ReactNode } from "react";
import { dictionaries } from "../i18n/index.ts";
import { rememberedLanguage } from "../appearance.ts";

/** The last resort: a page that cannot be drawn says so and offers a reload, which loses nothing. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    const { problems } = dictionaries[rememberedLanguage()];
    return (
      <main className="crashed" role="alert">
        <h1>{problems.crashed}</h1>
        <button type="button" className="button button-main" onClick={() => location.reload()}>
          {problems.reload}
        </button>
      </main>
    );
  }
}
