package dev.lethe.command.forms.events;

/** How a field is asked and what it takes. */
public enum FieldType {
    /** One line of text, up to 255 characters unless the field says less. */
    SINGLE_LINE,
    /** Several lines of text. */
    MULTI_LINE,
    EMAIL,
    TELEPHONE,
    URL,
    /** A decimal number, kept as it was typed, trimmed. */
    NUMBER,
    /** A date in three parts, kept as yyyy-mm-dd. */
    DATE,
    /** One box; required means that it must be ticked. */
    CHECKBOX,
    /** Several boxes, any number of which may be ticked. */
    CHECKBOXES,
    /** One of several, in a list that opens. */
    DROPDOWN,
    /** One of several, all shown. */
    RADIOS
}
