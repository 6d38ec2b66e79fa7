package dev.lethe.command.forms.model;

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
    RADIOS,
    /** A date in three parts and a time of day in two, kept as yyyy-mm-ddThh:mm. */
    DATE_TIME,
    /** A postcode of the United Kingdom, kept in capitals with one space. */
    POSTCODE,
    /** A postal address, kept as five texts: two lines, town, county, postcode; those that were left out are empty. */
    ADDRESS,
    /** A file, kept beside the submission; the answer is what names it, see {@code UploadedFile}. */
    FILE,
    /** Not shown; it holds its default, or what the page that a visitor comes from gave it. */
    HIDDEN;

    /** Whether its answers are chosen from a list. */
    public boolean hasChoices() {
        return this == CHECKBOXES || this == DROPDOWN || this == RADIOS;
    }
}
