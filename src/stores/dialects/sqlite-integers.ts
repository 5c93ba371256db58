import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";

type Adapter = Awaited<ReturnType<SqlDriverAdapterFactory["connect"]>>;
type Answer = Awaited<ReturnType<Adapter["queryRaw"]>>;

/** Prisma's numbers for the types of columns. */
const columnTypeInt32 = 0;
const columnTypeInt64 = 1;

/** The adapter takes a column declared INTEGER for 32 bits wide, and Prisma would round the 64 that SQLite keeps in it. */
export function withWideIntegers(answer: Answer): Answer {
  const widened = answer.columnTypes.map((type) => (type === columnTypeInt32 ? columnTypeInt64 : type));
  return { ...answer, columnTypes: widened };
}
