/**
 * A person with a browser, played by `fetch`: follows redirects with their cookies, fills in the forms of
 * the provider's pages, and ends on the page that the callback answers with.
 *
 * @module
 */

/** The page a sign-in ended on. */
export interface FinalPage {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** How the person behaves. */
export interface SignInOptions {
  /** The certificate of the provider to trust, as PEM. */
  readonly ca?: string;
  /** `login` or `consent`: the page on which the person cancels. */
  readonly cancelAt?: "login" | "consent";
  /** The text of the link to follow where there is a choice; the first link by default. */
  readonly connector?: string;
  /** Stops before the callback is asked; its address is then the final one, with status 0. */
  readonly stopAtCallback?: boolean;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** More steps than any honest sign-in has. */
const MAX_STEPS = 20;

/**
 * Signs a user in at the address that a client would open in the browser.
 *
 * @param address what the client has said is to be opened
 * @param user the name that is typed into the form
 */
export async function signInByFetch(
  address: URL | string,
  user: string,
  { ca, cancelAt, connector, stopAtCallback = false }: SignInOptions = {},
): Promise<FinalPage> {
  using client = Deno.createHttpClient({
    poolMaxIdlePerHost: 0,
    ...(ca === undefined ? {} : { caCerts: [ca] }),
  });
  const jar = new Map<string, Cookie>();
  let url = new URL(address);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (stopAtCallback && url.pathname === "/auth/callback") {
      return { url, status: 0, text: "" };
    }
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      headers: { cookie: cookiesFor(jar, url), accept: "text/html" },
      redirect: "manual",
      client,
      ...(form === undefined ? {} : { body: form }),
    });
    const text = await response.text();
    keepCookies(jar, response, url);
    const location = response.headers.get("location");
    if (location !== null) {
      url = new URL(location, url);
      form = undefined;
      continue;
    }
    // A choice of ways to sign in: the first one, unless another is named.
    const choice = chosen(text, connector);
    if (choice !== undefined) {
      url = new URL(choice, url);
      form = undefined;
      continue;
    }
    const next = fillIn(text, {
      user,
      ...(cancelAt === undefined ? {} : { cancelAt }),
    });
    if (next === undefined) return { url, status: response.status, text };
    url = new URL(next.action, url);
    form = next.form;
  }
  throw new Error(
    `Cannot end the sign-in: more than ${MAX_STEPS} steps, the last one to ${url.origin}${url.pathname}`,
  );
}

/** What is sent for the form of a page; undefined where there is nothing to fill in. */
function fillIn(
  html: string,
  { user, cancelAt }: { readonly user: string; readonly cancelAt?: string },
): { action: string; form: URLSearchParams } | undefined {
  const tag = /<form[^>]*>/.exec(html)?.[0];
  const action = tag === undefined ? undefined : attribute(tag, "action");
  if (action === undefined || !/method="post"/i.test(html)) return undefined;
  const form = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    form.set(attribute(input, "name") ?? "", attribute(input, "value") ?? "");
  }
  if (html.includes('class="wrong"')) return undefined;
  const isLogin = html.includes('name="user"');
  if (isLogin) form.set("user", user);
  if (html.includes('name="answer"')) {
    form.set(
      "answer",
      cancelAt === (isLogin ? "login" : "consent") ? "cancel" : "go",
    );
  }
  return { action, form };
}

/** The address of the way to sign in that is chosen; undefined where there is no choice. */
function chosen(
  html: string,
  connector: string | undefined,
): string | undefined {
  const links = [...html.matchAll(/(<a class="connector"[^>]*>)([^<]*)/g)];
  const link = links.find(([, , text = ""]) =>
    connector === undefined || text.includes(connector)
  );
  return link?.[1] === undefined ? undefined : attribute(link[1], "href");
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll(
    "&amp;",
    "&",
  );
}

function keepCookies(
  jar: Map<string, Cookie>,
  response: Response,
  url: URL,
): void {
  for (const header of response.headers.getSetCookie()) {
    const [pair = "", ...rest] = header.split(";").map((part) => part.trim());
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals);
    const path = rest.find((part) => /^path=/i.test(part))?.slice(5) ?? "/";
    const key = `${url.host} ${path} ${name}`;
    if (rest.some((part) => /^expires=.*1970/i.test(part))) jar.delete(key);
    else jar.set(key, { name, value: pair.slice(equals + 1), path });
  }
}

function cookiesFor(jar: ReadonlyMap<string, Cookie>, url: URL): string {
  return [...jar]
    .filter(([key, { path }]) =>
      key.startsWith(`${url.host} `) && url.pathname.startsWith(path)
    )
    .map(([, { name, value }]) => `${name}=${value}`).join("; ");
}
