/**
 * A real browser for sign-ins: Chromium without a window, driven by `playwright-core`.
 *
 * A test that needs it is written with `browserTest()`. Where CI runs and there is no browser it fails, since
 * a check that is not made must not look like one that passed; elsewhere it is ignored, and its name says why.
 *
 * @module
 */
import { chromium, type Page } from "playwright-core";
import type { FinalPage } from "./sign_in_by_fetch.ts";

/** Where a browser of this family usually is, besides `PATH`. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** How long one step of a person may take, in milliseconds; generous, as machines are busy. */
const STEP_MS = 30_000;

/** How the person behaves. */
export interface BrowserOptions {
  /** Where a picture of the last page is written. */
  readonly screenshot?: string;
  /** The page on which the person cancels. */
  readonly cancelAt?: "login" | "consent";
  /** The link to follow where Dex lets one choose. */
  readonly connector?: string;
}

/** The browser's program; undefined where there is none. */
export function findBrowser(): string | undefined {
  const path = (Deno.env.get("PATH") ?? "").split(
    Deno.build.os === "windows" ? ";" : ":",
  );
  const onPath = path.filter((folder) => folder !== "").flatMap((folder) =>
    NAMES.map((name) => `${folder}/${name}`)
  );
  return [...PLACES, ...onPath].find(isFile);
}

/** A test that needs a browser. */
export function browserTest(name: string, fn: () => Promise<void>): void {
  const missing = findBrowser() === undefined;
  const isCi = Deno.env.get("CI") === "true";
  Deno.test({
    name: missing && !isCi ? `${name} (no Chromium here)` : name,
    ignore: missing && !isCi,
    fn,
  });
}

/**
 * Opens an address, signs a user in, consents, and waits for the page that the callback answers with.
 *
 * @param address what the client has said is to be opened
 * @param user the name that is typed into the form
 */
export async function signInWithBrowser(
  address: URL | string,
  user: string,
  options: BrowserOptions = {},
): Promise<FinalPage> {
  return await visit(async (page) => {
    let status = 0;
    page.on("response", (response) => {
      if (response.request().isNavigationRequest()) status = response.status();
    });
    await page.goto(String(address));
    const isOver = () => new URL(page.url()).pathname === "/auth/callback";
    if (!isOver()) await answerPages(page, user, { ...options, isOver });
    const text = await page.innerText("body");
    if (options.screenshot !== undefined) {
      await page.screenshot({ path: options.screenshot, fullPage: true });
    }
    return { url: new URL(page.url()), status, text };
  });
}

/** Goes through the pages of the provider until the callback has been reached, or a page that has no form. */
async function answerPages(
  page: Page,
  user: string,
  { cancelAt, connector, isOver }: BrowserOptions & {
    readonly isOver: () => boolean;
  },
): Promise<void> {
  const press = async (button: string) => {
    const before = page.url();
    // Two pages of one sign-in differ by their address.
    await Promise.all([
      page.waitForURL((url) => url.href !== before),
      page.click(button),
    ]);
  };
  while (!isOver()) {
    if (await page.locator("a.connector").count() > 0) {
      await press(`a.connector:has-text("${connector ?? ""}")`);
    } else if (await page.locator('input[name="user"]').count() > 0) {
      await page.fill('input[name="user"]', user);
      await press(buttonOf(cancelAt === "login" ? "cancel" : "sign-in"));
    } else if (await page.locator('button[name="answer"]').count() > 0) {
      await press(buttonOf(cancelAt === "consent" ? "cancel" : "allow"));
    } else return;
  }
}

function buttonOf(answer: string): string {
  return `button[value="${answer}"]`;
}

/** Runs something in a fresh browser, and ends the browser whatever happens. */
export async function visit<T>(run: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error(
      "Cannot open a browser: there is no Chromium; install the package 'chromium'",
    );
  }
  const browser = await chromium.launch({
    executablePath,
    // CI runs as root, where Chromium has no sandbox to offer.
    args: ["--no-sandbox"],
  });
  try {
    // The provider's certificate comes from an authority that lives as long as the test. That it is refused
    // by who does not trust it is tested on our own requests; here the person is looked at, not the browser.
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_MS);
    return await run(page);
  } finally {
    await browser.close();
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
