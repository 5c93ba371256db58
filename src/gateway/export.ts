import type { Context } from "../context.js";

/** What is asked for by an address. */
export interface ExportRequest {
  /** With its parameters. */
  readonly url: string;
  /** Fresh for each page, so that what is loaded for one is gone with it. */
  newPage(): Context;
}

/** An export whose parameters are understood. */
export interface OpenedExport {
  /** Of the file, without its ending: letters, digits, `-` and `_`. */
  readonly fileName: string;
  /** The file, page by page; the next is read when the last has been taken. */
  readonly chunks: AsyncGenerator<string>;
}

/** One thing that can be had as a file, in one format. */
export interface Export {
  readonly path: string;
  readonly format: keyof typeof mediaTypes;
  /** @throws Failure for what cannot be exported so */
  open(request: ExportRequest): Promise<OpenedExport>;
}

export const mediaTypes = {
  csv: "text/csv; charset=utf-8; header=present",
  ndjson: "application/x-ndjson; charset=utf-8",
} as const;

/** The pages of a file, its header before the first: what fails until then can still be answered as an error. */
export async function* chunksOf(header: string, pages: AsyncIterable<string>): AsyncGenerator<string> {
  let head = header;
  for await (const page of pages) {
    yield head + page;
    head = "";
  }
  if (head !== "") yield head;
}
