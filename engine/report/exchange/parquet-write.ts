// Apache Parquet: a column a parameter and metric, units and directions in the file's metadata.

import type { ExportColumn } from './columns.ts';
import type { ExportMetadata } from './metadata.ts';
import { parquetColumns } from './parquet-column.ts';
import { ParquetFile } from './parquet-file.ts';
import type { SelectedBatch } from './selection.ts';

/** Rows of a row group: what is held in memory. */
const GROUP_ROWS = 65_536;
/** A row group also ends with the batch in which its messages have more UTF-16 units than this. */
const GROUP_TEXT = 8_000_000;

/**
 * Writes a Parquet file (columns that it makes smaller with Snappy); returns how many trials. The metadata is the value
 * of the key `paretoscope`, as JSON. Unknown metrics and inactive parameters are null.
 */
export async function writeParquet(
  path: string,
  metadata: ExportMetadata,
  columns: readonly ExportColumn[],
  batches: AsyncIterable<SelectedBatch>,
): Promise<number> {
  const gathering = parquetColumns(columns, GROUP_ROWS);
  const file = new ParquetFile(
    path,
    gathering.map(({ schema }) => schema),
  );
  let count = 0;
  let groupRows = 0;
  const flush = (): void => {
    if (groupRows > 0) file.rowGroup(groupRows, takeAll());
    groupRows = 0;
  };
  function* takeAll() {
    for (const column of gathering) yield column.take();
  }
  try {
    for await (const batch of batches) {
      if (groupRows + batch.rows.length > GROUP_ROWS) flush();
      let text = 0;
      for (const column of gathering) text += column.add(batch);
      groupRows += batch.rows.length;
      count += batch.rows.length;
      if (text > GROUP_TEXT) flush();
    }
    flush();
    file.finish(String(metadata.program), { paretoscope: JSON.stringify(metadata) });
  } finally {
    file.close();
  }
  return count;
}
