package dev.lethe.shredding;

/**
 * Says what a sealed file is and which part of its record: {@code submission.file}, {@code submission.file#2}. As a
 * {@link Label} does for values, it is authenticated with the file and stored nowhere else, so it is permanent. What the
 * file is called and of which type it is are personal values of their own.
 *
 * @param name lower-case words joined by dots, optionally with a format version
 * @param part from 1
 */
public record FileLabel(String name, int part) {

    /** @throws IllegalArgumentException when the name has another shape or is longer than 200 characters */
    public FileLabel {
        Label.checkName(name);
        Label.checkPart(part);
    }

    /** A label for the first part. */
    public static FileLabel of(String name) {
        return new FileLabel(name, 1);
    }

    /** The same kind of file in another part of the record. */
    public FileLabel part(int number) {
        return new FileLabel(name, number);
    }

    /** The place of such a file in a record, for sealing and for opening. */
    public FilePlace in(RecordId record) {
        return new FilePlace(this, record);
    }

    /** The text that is authenticated with the file. */
    public String text() {
        return Label.text(name, part);
    }

    @Override
    public String toString() {
        return text();
    }
}
