package dev.lethe.command.submissions;

import dev.lethe.command.forms.AskedFields;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.Patterns;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.UploadedFile;
import dev.lethe.shredding.Identifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into a form, checked. Prose is trimmed and otherwise kept as typed, except that line breaks are of one kind
 * and control characters, which nobody sees, are left out. Of what tells who somebody is, where, or when, {@link
 * Identifier#plain} is checked and kept. Its text form shows no answer.
 *
 * @param answers of each of the form's people, in their order
 * @param identifiers of each of them, the e-mail address first
 * @param problems of fields that cannot be taken; the rest counts only when there are none
 * @param asked the fields that apply, given these answers, in their order
 * @param byField the answers of all people that can be taken
 */
record Checked(
        List<Answers> answers,
        List<List<Identifier>> identifiers,
        Map<FieldId, Problem> problems,
        List<Field> asked,
        Map<FieldId, List<String>> byField) {

    private static final int EMAIL_MAX = 320;
    private static final int NUMBER_MAX = 100;
    private static final int TELEPHONE_MAX = 50;

    private static final Pattern INPUT = Pattern.compile("(q[1-9][0-9]{0,4})(-[a-z0-9]+)?");
    private static final Pattern POSTCODE = Pattern.compile("([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\\.[0-9]+)?|[+-]?\\.[0-9]+");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:(?![0-9]).*");
    private static final Pattern ONE_OR_TWO_DIGITS = Pattern.compile("[0-9]{1,2}");
    private static final Pattern FOUR_DIGITS = Pattern.compile("[0-9]{4}");

    /** Checks what was typed, by the names of the form's inputs, where nothing can be attached. */
    static Checked of(FormDefinition form, Map<String, List<String>> typed) {
        return of(form, typed, (_, _) -> Optional.empty());
    }

    /**
     * Checks what was typed, by the names of the form's inputs.
     *
     * @param attached tells the file that a field's token stands for
     */
    static Checked of(
            FormDefinition form,
            Map<String, List<String>> typed,
            BiFunction<FieldId, String, Optional<UploadedFile>> attached) {
        return new Reading(form, typed, attached).checked();
    }

    /** The files among the answers, by field. */
    Map<FieldId, UploadedFile> files() {
        Map<FieldId, UploadedFile> files = new LinkedHashMap<>();
        for (Field field : asked)
            if (field.type() == FieldType.FILE && byField.containsKey(field.id()))
                files.put(field.id(), UploadedFile.of(byField.getOrDefault(field.id(), List.of())));
        return files;
    }

    @Override
    public String toString() {
        return "Checked[" + byField.size() + " answers, " + problems.size() + " problems]";
    }

    /** A problem found while reading a field. Carries no answer, and no stack: it is an outcome, not a failure. */
    private static final class Refused extends Exception {
        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.key(), null, false, false);
            this.problem = problem;
        }
    }

    private static final class Reading {

        private final FormDefinition form;
        private final Map<String, List<String>> typed;
        private final BiFunction<FieldId, String, Optional<UploadedFile>> attached;
        private final Map<FieldId, Problem> problems = new LinkedHashMap<>();

        /** What the answer at hand was checked as, so that it is not worked out twice. */
        private @Nullable Identifier checked;

        Reading(
                FormDefinition form,
                Map<String, List<String>> typed,
                BiFunction<FieldId, String, Optional<UploadedFile>> attached) {
            this.form = form;
            this.typed = typed;
            this.attached = attached;
        }

        Checked checked() {
            List<Map<FieldId, List<String>>> answers = new ArrayList<>();
            List<List<Identifier>> identifiers = new ArrayList<>();
            for (int person = 0; person < Math.max(1, form.people().size()); person++) {
                answers.add(new LinkedHashMap<>());
                identifiers.add(new ArrayList<>());
            }
            Set<FieldId> asked = new HashSet<>();
            List<Field> inOrder = new ArrayList<>();
            Map<FieldId, List<String>> all = new LinkedHashMap<>();
            for (Field field : form.fields()) {
                if (!AskedFields.isAsked(form, field, asked, all)) continue;
                asked.add(field.id());
                inOrder.add(field);
                checked = null;
                try {
                    List<String> answer = answer(field);
                    if (answer.isEmpty()) continue;
                    all.put(field.id(), answer);
                    answers.get(field.person()).put(field.id(), answer);
                    identify(field, answer.getFirst(), identifiers.get(field.person()));
                } catch (Refused refused) {
                    problems.put(field.id(), refused.problem);
                }
            }
            refuseUnknown();
            return new Checked(
                    answers.stream().map(Answers::new).toList(),
                    identifiers.stream().map(List::copyOf).toList(),
                    problems,
                    inOrder,
                    all);
        }

        private List<String> answer(Field field) throws Refused {
            List<String> answer = switch (field.type()) {
                case SINGLE_LINE, MULTI_LINE -> text(field);
                case HIDDEN -> hidden(field);
                case EMAIL -> checkedOne(field, EMAIL_MAX, "email", this::isEmail);
                case TELEPHONE -> checkedOne(field, TELEPHONE_MAX, "telephone", this::isTelephone);
                case URL -> checkedOne(field, FormProblems.URL_MAX, "url", Reading::isUrl);
                case NUMBER ->
                    checkedOne(
                            field,
                            NUMBER_MAX,
                            "number",
                            text -> NUMBER.matcher(text).matches());
                case DATE -> date(field);
                case DATE_TIME -> dateTime(field);
                case POSTCODE -> postcode(one(field, FormProblems.SINGLE_LINE_MAX), "");
                case ADDRESS -> address(field);
                case FILE -> file(field);
                case CHECKBOX -> {
                    List<String> ticked = one(field, FormProblems.SINGLE_LINE_MAX);
                    if (!ticked.isEmpty() && !ticked.getFirst().equals(SubmissionIntake.TICKED))
                        throw new Refused(Problem.of("choice"));
                    yield ticked;
                }
                case CHECKBOXES -> chosen(field, given(field, field.id().value()));
                case DROPDOWN, RADIOS -> chosen(field, one(field, FormProblems.CHOICE_MAX));
            };
            if (answer.isEmpty() && field.required()) throw new Refused(Problem.required(field.type()));
            return answer;
        }

        private List<String> file(Field field) throws Refused {
            List<String> given = given(field, field.id().value());
            if (given.size() > 1) throw new Refused(Problem.of("one-answer"));
            if (given.isEmpty()) return given;
            return attached.apply(field.id(), given.getFirst())
                    .map(UploadedFile::answer)
                    .orElseThrow(() -> new Refused(Problem.of("file.gone")));
        }

        private List<String> text(Field field) throws Refused {
            List<String> given = one(field, longest(field));
            Limits limits = field.limits();
            for (String text : given) {
                Integer least = limits.minLength();
                if (least != null && text.codePointCount(0, text.length()) < least)
                    throw new Refused(Problem.of("too-short", least));
                if (!limits.pattern().isEmpty() && !Patterns.matches(limits.pattern(), text))
                    throw new Refused(Problem.of("pattern"));
            }
            return given;
        }

        /** What the page gave; a page that gave nothing means the default. */
        private List<String> hidden(Field field) throws Refused {
            List<String> given = one(field, FormProblems.SINGLE_LINE_MAX);
            return given.isEmpty() ? field.defaults() : given;
        }

        private static List<String> postcode(List<String> given, String part) throws Refused {
            if (given.isEmpty()) return given;
            Matcher postcode = POSTCODE.matcher(
                    given.getFirst().replaceAll("[\\s\\p{Z}]", "").toUpperCase(Locale.ROOT));
            if (!postcode.matches()) throw new Refused(Problem.ofPart("postcode", part));
            return List.of(postcode.group(1) + " " + postcode.group(2));
        }

        private List<String> address(Field field) throws Refused {
            List<String> lines = new ArrayList<>();
            for (String part : InputNames.ADDRESS) {
                String line = part(field, part);
                if (line.codePointCount(0, line.length()) > FormProblems.SINGLE_LINE_MAX)
                    throw new Refused(new Problem("problem.too-long", List.of(FormProblems.SINGLE_LINE_MAX), part));
                lines.add(line);
            }
            if (lines.stream().allMatch(String::isEmpty)) return List.of();
            if (lines.get(0).isEmpty()) throw new Refused(Problem.ofPart("address.line1", "line1"));
            if (lines.get(2).isEmpty()) throw new Refused(Problem.ofPart("address.town", "town"));
            if (lines.get(4).isEmpty()) throw new Refused(Problem.ofPart("address.postcode", "postcode"));
            lines.set(4, postcode(List.of(lines.get(4)), "postcode").getFirst());
            return lines;
        }

        private List<String> dateTime(Field field) throws Refused {
            List<String> date = date(field);
            String hour = part(field, "hour");
            String minute = part(field, "minute");
            if (date.isEmpty() && hour.isEmpty() && minute.isEmpty()) return List.of();
            if (date.isEmpty()) throw new Refused(Problem.ofPart("date.missing-day", "day"));
            if (hour.isEmpty()) throw new Refused(Problem.ofPart("time.missing-hour", "hour"));
            if (minute.isEmpty()) throw new Refused(Problem.ofPart("time.missing-minute", "minute"));
            if (!ONE_OR_TWO_DIGITS.matcher(hour).matches() || Integer.parseInt(hour) > 23)
                throw new Refused(Problem.ofPart("time.not-real", "hour"));
            if (!ONE_OR_TWO_DIGITS.matcher(minute).matches() || Integer.parseInt(minute) > 59)
                throw new Refused(Problem.ofPart("time.not-real", "minute"));
            return List.of(date.getFirst() + "T%02d:%02d".formatted(Integer.parseInt(hour), Integer.parseInt(minute)));
        }

        private static int longest(Field field) {
            int most = FormProblems.longest(field);
            Integer less = field.maxLength();
            return less == null ? most : Math.min(most, less);
        }

        /** All that was given under this name and is not blank, cleaned. */
        private List<String> given(Field field, String name) throws Refused {
            List<String> given = new ArrayList<>();
            for (String value : typed.getOrDefault(name, List.of())) {
                String cleaned = kept(field, cleaned(value, field.type() == FieldType.MULTI_LINE));
                if (!cleaned.isEmpty()) given.add(cleaned);
            }
            return given;
        }

        /** All but prose without what nobody sees; and without what only looks like something else. */
        private static String kept(Field field, String cleaned) {
            return switch (field.type()) {
                case EMAIL -> Identifier.plain(Identifier.Kind.EMAIL, cleaned);
                case TELEPHONE, NUMBER, DATE, DATE_TIME, POSTCODE, ADDRESS -> Identifier.plain(cleaned);
                case SINGLE_LINE -> field.identifies() == Identifies.NOBODY ? cleaned : Identifier.plain(cleaned);
                // A web address may have any character, and what is offered is compared as the editor wrote it.
                case MULTI_LINE, URL, HIDDEN, FILE, CHECKBOX, CHECKBOXES, DROPDOWN, RADIOS -> cleaned;
            };
        }

        private List<String> one(Field field, int most) throws Refused {
            List<String> given = given(field, field.id().value());
            if (given.size() > 1) throw new Refused(Problem.of("one-answer"));
            for (String text : given)
                if (text.codePointCount(0, text.length()) > most) throw new Refused(Problem.of("too-long", most));
            return given;
        }

        private List<String> checkedOne(Field field, int most, String problem, Predicate<String> good) throws Refused {
            List<String> given = one(field, most);
            if (!given.stream().allMatch(good)) throw new Refused(Problem.of(problem));
            return given;
        }

        private static List<String> chosen(Field field, List<String> given) throws Refused {
            Map<String, String> offered = new LinkedHashMap<>();
            for (String choice : field.choices()) offered.put(cleaned(choice, false), choice);
            if (!offered.keySet().containsAll(given)) throw new Refused(Problem.of("choice"));
            return offered.entrySet().stream()
                    .filter(choice -> given.contains(choice.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        private List<String> date(Field field) throws Refused {
            String day = part(field, "day");
            String month = part(field, "month");
            String year = part(field, "year");
            if (day.isEmpty() && month.isEmpty() && year.isEmpty()) return List.of();
            if (day.isEmpty()) throw new Refused(Problem.ofPart("date.missing-day", "day"));
            if (month.isEmpty()) throw new Refused(Problem.ofPart("date.missing-month", "month"));
            if (year.isEmpty()) throw new Refused(Problem.ofPart("date.missing-year", "year"));
            if (!ONE_OR_TWO_DIGITS.matcher(day).matches()) throw new Refused(Problem.ofPart("date.not-real", "day"));
            int monthNumber = month(month);
            if (!FOUR_DIGITS.matcher(year).matches()) throw new Refused(Problem.ofPart("date.year-digits", "year"));
            try {
                if (year.equals("0000")) throw new Refused(Problem.ofPart("date.not-real", "year"));
                return List.of(LocalDate.of(Integer.parseInt(year), monthNumber, Integer.parseInt(day))
                        .toString());
            } catch (DateTimeException e) {
                throw new Refused(Problem.ofPart("date.not-real", "day"));
            }
        }

        private String part(Field field, String part) throws Refused {
            List<String> given = given(field, field.id() + "-" + part);
            if (given.size() > 1) throw new Refused(Problem.of("one-answer"));
            return given.isEmpty() ? "" : given.getFirst();
        }

        /** A month's number or English name, the first three letters at least. */
        private static int month(String typed) throws Refused {
            if (ONE_OR_TWO_DIGITS.matcher(typed).matches()) {
                int number = Integer.parseInt(typed);
                if (number >= 1 && number <= 12) return number;
            } else if (typed.length() >= 3) {
                for (Month month : Month.values())
                    if (month.name().startsWith(typed.toUpperCase(Locale.ROOT))) return month.getValue();
            }
            throw new Refused(Problem.ofPart("date.not-real", "month"));
        }

        private void identify(Field field, String answer, List<Identifier> identifiers) throws Refused {
            switch (field.identifies()) {
                case NOBODY -> {}
                case EMAIL -> {
                    Identifier email = checkedAs(Identifier.Kind.EMAIL, answer);
                    if (email == null) throw new Refused(Problem.of("email"));
                    identifiers.addFirst(email);
                }
                case PHONE -> {
                    Identifier phone = checkedAs(Identifier.Kind.PHONE, answer);
                    if (phone == null) throw new Refused(Problem.of("telephone"));
                    identifiers.add(phone);
                }
                case NAME, REFERENCE -> {
                    Identifier other = identifier(
                            field.identifies() == Identifies.NAME ? Identifier.Kind.NAME : Identifier.Kind.REFERENCE,
                            answer);
                    // Any text may be somebody's name: one that nobody can be found by is still an answer.
                    if (other != null) identifiers.add(other);
                }
            }
        }

        private @Nullable Identifier checkedAs(Identifier.Kind kind, String answer) {
            return checked != null && checked.kind() == kind ? checked : identifier(kind, answer);
        }

        private static @Nullable Identifier identifier(Identifier.Kind kind, String answer) {
            try {
                return Identifier.of(kind, answer);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        /** An answer to a question that this version does not ask would be lost without a word. */
        private void refuseUnknown() {
            Set<String> asked = new HashSet<>();
            for (Field field : form.fields()) {
                asked.addAll(InputNames.of(field));
            }
            typed.forEach((name, values) -> {
                if (asked.contains(name)) return;
                Matcher input = INPUT.matcher(name);
                if (!input.matches()) return;
                if (values.stream().allMatch(String::isBlank)) return;
                problems.putIfAbsent(new FieldId(input.group(1)), Problem.of("unknown-field"));
            });
        }

        private boolean isEmail(String text) {
            checked = endsWithDot(text) ? null : identifier(Identifier.Kind.EMAIL, text);
            return checked != null;
        }

        /** As a domain may in the system that looks it up, and as sentences do. */
        private static boolean endsWithDot(String domain) {
            return domain.endsWith(".") || domain.endsWith("。");
        }

        private boolean isTelephone(String text) {
            checked = identifier(Identifier.Kind.PHONE, text);
            return checked != null;
        }

        /** A web address; {@code http://} is assumed when it is left out. */
        private static boolean isUrl(String text) {
            try {
                URI uri = new URI(SCHEME.matcher(text).matches() ? text : "http://" + text);
                String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                if (!scheme.equals("http") && !scheme.equals("https")) return false;
                String authority = uri.getRawAuthority();
                if (authority == null || authority.contains("@")) return false;
                String host = authority.replaceFirst(":[0-9]{1,5}$", "");
                return !endsWithDot(host) && Identifier.isDomain(host);
            } catch (URISyntaxException e) {
                return false;
            }
        }

        /** @throws Refused for NUL and for halves of characters, which cannot be stored */
        private static String cleaned(String typed, boolean lines) throws Refused {
            StringBuilder cleaned = new StringBuilder(typed.length());
            for (int i = 0; i < typed.length(); i++) {
                char c = typed.charAt(i);
                if (c == 0) throw new Refused(Problem.of("characters"));
                if (Character.isHighSurrogate(c)
                        && i + 1 < typed.length()
                        && Character.isLowSurrogate(typed.charAt(i + 1))) {
                    cleaned.append(c).append(typed.charAt(++i));
                } else if (Character.isSurrogate(c)) {
                    throw new Refused(Problem.of("characters"));
                } else if (isLineBreak(c)) {
                    if (c == '\r' && i + 1 < typed.length() && typed.charAt(i + 1) == '\n') i++;
                    cleaned.append(lines ? '\n' : ' ');
                } else if (c == '\t') {
                    cleaned.append(lines ? '\t' : ' ');
                } else if (!Character.isISOControl(c)) {
                    cleaned.append(c);
                }
            }
            int from = 0;
            int to = cleaned.length();
            while (from < to && isSpace(cleaned.charAt(from))) from++;
            while (from < to && isSpace(cleaned.charAt(to - 1))) to--;
            return cleaned.substring(from, to);
        }

        private static boolean isLineBreak(char c) {
            return c == '\n'
                    || c == '\r'
                    || c == '\u000B'
                    || c == '\f'
                    || c == '\u0085'
                    || c == '\u2028'
                    || c == '\u2029';
        }

        /** White space, no-break spaces, and the invisible ones that come along when text is pasted. */
        private static boolean isSpace(char c) {
            return Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || c == '\u200B'
                    || c == '\u2060'
                    || c == '\uFEFF';
        }
    }
}
