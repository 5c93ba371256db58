import { isSince } from "./mlflow-schema.js";

/** The columns that MLflow widened since 2.8, and how much they hold on the narrowest of the databases. */
export interface ColumnWidths {
  readonly runTagCharacters: number;
  readonly experimentTagCharacters: number;
  /** MySQL's TEXT holds 65,535 bytes; before that it was VARCHAR(5000). */
  readonly versionTagCharacters: number;
  /** MySQL's TEXT, then MEDIUMTEXT. */
  readonly datasetSchemaBytes: number;
}

export const textBytesMax = 65_535;
export const mediumTextBytesMax = 16_777_215;

/**
 * What a store's columns hold by its schema head, read from MLflow's migrations.
 *
 * @param revision a head this build knows: on another nothing is written
 */
export function columnWidthsOf(revision: string): ColumnWidths {
  return {
    runTagCharacters: isSince(revision, "f5a4f2784254") ? 8_000 : 5_000,
    experimentTagCharacters: isSince(revision, "b7e2c1a4d9f3") ? 20_000 : 5_000,
    versionTagCharacters: isSince(revision, "770bee3ae1dd") ? 100_000 : 5_000,
    datasetSchemaBytes: isSince(revision, "4465047574b1") ? mediumTextBytesMax : textBytesMax,
  };
}
