import * as z from "zod/mini";

// Imported before any schema is made: zod would try `new Function`, which the page's policy forbids and the browser reports.
z.config({ jitless: true });
