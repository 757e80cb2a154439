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

const STYLE =
  `:root{color-scheme:light dark;--mark:light-dark(#b45309,#fbbf24);--line:light-dark(#d4d4d8,#3f3f46);--soft:light-dark(#52525b,#a1a1aa)}
:root.done{--mark:light-dark(#15803d,#4ade80)}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:1rem/1.5 system-ui,sans-serif;background:light-dark(#f4f4f5,#18181b);color:light-dark(#18181b,#f4f4f5)}
main{box-sizing:border-box;width:min(34rem,100% - 2rem);margin:1rem auto;padding:2rem;background:light-dark(#fff,#27272a);border:1px solid var(--line);border-top:.3rem solid var(--mark);border-radius:.75rem}
h1{display:flex;gap:.6em;font-size:1.4rem;line-height:1.3;margin:0 0 1rem}
h1 span{flex:none;box-sizing:border-box;width:1.3em;height:1.3em;border:.12em solid;border-radius:50%;font-size:1em;line-height:1.05em;text-align:center;color:var(--mark)}
p{margin:0 0 1rem;overflow-wrap:anywhere}
footer{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;padding-top:1rem;border-top:1px solid var(--line);font-size:.875rem;color:var(--soft)}`;

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
  const isDone = status === 200;
  return new Response(
    `<!doctype html>
<html lang="en"${isDone ? ' class="done"' : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · argocd-mcp</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1><span aria-hidden="true">${isDone ? "✓" : "!"}</span>${escape(title)}</h1>
<p>${escape(text)}</p>
<footer><span>You can close this window.</span><span>argocd-mcp</span></footer>
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
