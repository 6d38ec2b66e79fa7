package dev.lethe.command.forms.model;

/** The kinds of files that a form can take. What a file is, is told by its content, not by its name. */
public enum FileKind {
    /** PDF. */
    PDF,
    /** JPEG, PNG, GIF, WebP, HEIC. */
    IMAGE,
    /** Word and OpenDocument texts, RTF, plain text. */
    DOCUMENT,
    /** Excel and OpenDocument spreadsheets, CSV. */
    SPREADSHEET
}
