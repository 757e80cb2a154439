import * as assert from "node:assert/strict";
import { type Answer, compare } from "./contract/compare.ts";
import { knownShapes } from "./contract/known.ts";
import {
  readRecordings,
  RECORDED_VERSIONS,
  type RecordedFiles,
  type Recording,
} from "./contract/recording.ts";

const newest = await readRecordings("v3.5");

for (const version of RECORDED_VERSIONS) {
  Deno.test(`compare() finds every ${version} recording equal to itself`, async () => {
    const files = await readRecordings(version);
    const known = knownShapes(files, newest);
    for (const entry of [...files.values()].flat()) {
      const differences = compare(entry, recorded(entry), {
        version,
        known: known(entry),
      });
      assert.deepEqual([entry.name, ...differences], [entry.name]);
    }
  });
}

const CHANGES: readonly {
  readonly what: string;
  readonly file: string;
  readonly name: string;
  readonly change: (answer: Answer) => Answer;
  readonly found: RegExp;
}[] = [
  {
    what: "another status",
    file: "applications",
    name: "GET application payments",
    change: (answer) => ({ ...answer, status: 404 }),
    found: /^status: recorded 200, simulator 404/,
  },
  {
    what: "another content type",
    file: "errors",
    name: "unknown api path",
    change: (answer) => ({
      ...answer,
      headers: new Headers({ "content-type": "application/json" }),
    }),
    found: /^header content-type: recorded 'text\/plain/,
  },
  {
    what: "another error text",
    file: "errors",
    name: "no Authorization header",
    change: edit("no session information", "not signed in"),
    found: /^error body/,
  },
  {
    what: "a key that is gone",
    file: "resource-tree",
    name: "resource-tree guestbook",
    change: edit('"networkingInfo"', '"network"'),
    found: /^missing \.nodes\[\]\.networkingInfo: object/,
  },
  {
    what: "a key that was invented",
    file: "resource-tree",
    name: "resource-tree guestbook",
    change: edit('"nodes"', '"color":"red","nodes"'),
    found: /^invented \.color: string/,
  },
  {
    what: "another type",
    file: "resource-tree",
    name: "resource-tree guestbook",
    change: edit('"images":[', '"images":"","images2":['),
    found: /^missing \.nodes\[\]\.images: array/,
  },
  {
    what: "a key that was not asked for",
    file: "applications",
    name: "list with one field: items.metadata.name",
    change: edit('"name"', '"uid":"1","name"'),
    found: /^invented \.items\[\]\.metadata\.uid: string/,
  },
  {
    what: "another sync status",
    file: "applications",
    name: "GET application payments",
    change: edit(
      '"status":"OutOfSync","comparedTo"',
      '"status":"Synced","comparedTo"',
    ),
    found: /^value sync: recorded "OutOfSync", simulator "Synced"/,
  },
  {
    what: "an application too many in a filtered list",
    file: "applications",
    name: "list filter projects=team-a",
    change: edit(
      '"items":[',
      '"items":[{"metadata":{"name":"x","namespace":"y"}},',
    ),
    found: /^value names/,
  },
  {
    what: "another permission",
    file: "rbac",
    name: "can-i applications/sync/team-a/payments as readonly",
    change: edit('"no"', '"yes"'),
    found: /^value answer/,
  },
  {
    what: "a stream without its end marker",
    file: "logs",
    name: "logs: pod, container, tailLines=5",
    change: edit('\\"last\\":true', '\\"last\\":false'),
    found: /^value last: recorded true, simulator false/,
  },
];

for (const { what, file, name, change, found } of CHANGES) {
  Deno.test(`compare() reports ${what}`, () => {
    const entry = find(newest, file, name);
    const known = knownShapes(newest, newest)(entry);
    const differences = compare(entry, change(recorded(entry)), {
      version: "v3.5",
      known,
    });
    assert.match(differences.join("\n"), found);
  });
}

function recorded({ response }: Recording): Answer {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    headers.set(name, [value].flat().join(", "));
  }
  return { status: response.status, headers, body: response.body };
}

/** Changes the JSON text of a body. */
function edit(from: string, to: string): (answer: Answer) => Answer {
  return (answer) => {
    const text = JSON.stringify(answer.body);
    assert.ok(text.includes(from), `'${from}' is not in the recording`);
    return { ...answer, body: JSON.parse(text.replaceAll(from, to)) };
  };
}

function find(files: RecordedFiles, file: string, name: string): Recording {
  const entry = files.get(file)?.find((one) => one.name === name);
  assert.ok(entry);
  return entry;
}
