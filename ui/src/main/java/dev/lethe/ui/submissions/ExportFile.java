package dev.lethe.ui.submissions;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * A table that is written row by row into a stream, and holds no more than a few rows. It is whole only once
 * {@link #finish} has returned: one that is left before shows that it is not, or is not readable at all.
 */
sealed interface ExportFile permits CsvFile, XlsxFile {

    /**
     * A row.
     *
     * @param reference its first cell
     * @param receivedAt its second cell
     * @param cells all others
     */
    void row(String reference, Instant receivedAt, List<String> cells) throws IOException;

    /** Ends the file, and flushes the stream. */
    void finish() throws IOException;
}
