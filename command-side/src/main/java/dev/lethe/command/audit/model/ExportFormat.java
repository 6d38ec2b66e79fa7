package dev.lethe.command.audit.model;

/** What kind of file it was. */
public enum ExportFormat {
    CSV,
    XLSX
}
