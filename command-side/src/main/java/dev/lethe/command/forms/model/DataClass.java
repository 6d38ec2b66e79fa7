package dev.lethe.command.forms.model;

/** What kind of data the answers to a question are. Answers are sealed whatever it says: anything can be typed into a text. */
public enum DataClass {
    /** It says nothing about a person. */
    NOT_PERSONAL,
    /** Personal data, UK GDPR Article 4(1). */
    PERSONAL,
    /** A special category of personal data, UK GDPR Article 9(1): health, beliefs, origin, and the like. */
    SPECIAL_CATEGORY
}
