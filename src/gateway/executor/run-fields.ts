import { type Call, isPromise, type Path } from "./call.js";
import type { Field } from "./field.js";

type Data = Record<string, unknown>;

/** An object of the response. Like `Object.create(null)` it inherits no name, so that every alias is a key like another; but it is fast. */
const ResponseObject = function ResponseObject() {} as unknown as new () => Data;
ResponseObject.prototype = Object.create(null);

/** The fields of an object, all at once. */
export function runFields(fields: readonly Field[], source: unknown, call: Call, path: Path): Data | Promise<Data> {
  const data = new ResponseObject();
  const waiting: string[] = [];
  try {
    for (const { key, run } of fields) {
      const value = run(source, call, path);
      data[key] = value;
      if (isPromise(value)) waiting.push(key);
    }
  } catch (error) {
    if (waiting.length === 0) throw error;
    // The others have begun: their failures must have somebody who hears them.
    return whole(data, waiting).finally(() => {
      throw error;
    });
  }
  return waiting.length === 0 ? data : whole(data, waiting);
}

/** A mutation's own fields, one after the other. */
export function runFieldsInTurn(fields: readonly Field[], source: unknown, call: Call): Data | Promise<Data> {
  const data = new ResponseObject();
  let done: Data | Promise<Data> = data;
  const runNext = ({ key, run }: Field) => {
    const value = run(source, call, undefined);
    if (isPromise(value)) return value.then((resolved) => put(data, key, resolved));
    return put(data, key, value);
  };
  for (const field of fields) done = isPromise(done) ? done.then(() => runNext(field)) : runNext(field);
  return done;
}

/** The object when its promises have come, each value in the place that its key has already. */
function whole(data: Data, keys: readonly string[]): Promise<Data> {
  return Promise.all(keys.map((key) => data[key])).then((values) => {
    for (const [index, key] of keys.entries()) data[key] = values[index];
    return data;
  });
}

function put(data: Data, key: string, value: unknown): Data {
  data[key] = value;
  return data;
}
