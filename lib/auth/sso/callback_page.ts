/**
 * What the browser shows at the end of a sign-in.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** The words of a page; plain text. */
export interface PageWords {
  readonly title: string;
  readonly text: string;
}

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:32rem;margin:2rem;padding:2rem 2.5rem;border:1px solid GrayText;border-radius:.75rem}
h1{font-size:1.4rem;line-height:1.3;margin:0 0 .75rem}
p{margin:0;overflow-wrap:anywhere}
footer{margin-top:1.5rem;font-size:.85rem;opacity:.75}`;

/** Nothing but our own style: no script, no image, no frame, no form. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * A page that needs nothing else, and that no browser keeps or names as the origin of its next request: its address
 * holds the code of the sign-in.
 */
export function callbackPage(
  status: number,
  { title, text }: PageWords,
): Response {
  return new Response(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · argocd-mcp</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
<p>${escape(text)}</p>
<footer>argocd-mcp</footer>
</main>
</body>
</html>
`,
    {
      status,
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        // Another process of this program finds out by it who has the port.
        "Server": "argocd-mcp",
        "Connection": "close",
      },
    },
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
