package dev.lethe.ui.submissions;

/** Signs that a file cannot hold, made visible: what was typed is never changed without a trace. */
final class PlainText {

    private static final char REPLACEMENT = '\ufffd';

    private PlainText() {}

    /** With a replacement character for each half of a surrogate pair that stands alone: no encoding has it. */
    static String withoutHalves(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) return replaced(text, false);
        }
        return text;
    }

    /**
     * As XML 1.0 can hold it: control characters become their pictures (U+2400 and on), and what else it does not know the
     * replacement character.
     */
    static String forXml(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 && c != '\t' && c != '\n' || Character.isSurrogate(c) || c >= 0xfffe)
                return replaced(text, true);
        }
        return text;
    }

    private static String replaced(String text, boolean xml) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) plain.append(REPLACEMENT);
            else if (xml && c < 0x20 && c != '\t' && c != '\n' && c != '\r') plain.append((char) (0x2400 + c));
            else if (xml && (c == 0xfffe || c == 0xffff)) plain.append(REPLACEMENT);
            else plain.appendCodePoint(c);
        });
        // A line ends in one character in a cell.
        return xml ? plain.toString().replace("\r\n", "\n").replace('\r', '\n') : plain.toString();
    }
}
