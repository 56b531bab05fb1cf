import "./no-eval.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { CrashGuard } from "./components/crash-guard.tsx";
import "./styles/index.css";
import { createApi } from "./wire/api.ts";
import { createSession } from "./wire/session.ts";
import { withUploads } from "./wire/upload.ts";

const send = createSession(
  withUploads((input, init) => fetch(input, init)),
  Date.now,
);
const api = createApi(send);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <CrashGuard>
      <App api={api} send={send} />
    </CrashGuard>,
  );
}
