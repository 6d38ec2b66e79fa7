package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.InputNames;
import dev.lethe.command.submissions.SubmissionIntake;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a program sends to a form, read to the letter: nothing that is not known, twice, of another type, too deep or too much.
 * Whatever is wrong is said in words of ours; the parser's own would repeat what was sent. Its text form shows nothing.
 *
 * @param token the submit token
 * @param proof of the work that was asked for, or empty
 * @param confirm what the answer before asked to be sent along, or empty
 * @param unseen what stands in the field that people do not see, or empty
 */
record SentJson(String token, String proof, String confirm, String unseen, JsonNode answers) {

    private static final int DEEPEST = 4;
    private static final int MOST_TOKENS = 50_000;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_NUMBER = 100;

    private static final Set<String> PROPERTIES = Set.of("token", "answers", "proof", "confirm", "unseen");

    /** What an answer to a question that there is no more would be called: that is told as a problem of the form. */
    private static final Pattern QUESTION = Pattern.compile("q[1-9][0-9]{0,4}");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxTokenCount(MOST_TOKENS)
                            .maxNameLength(LONGEST_NAME)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public String toString() {
        return "SentJson[…]";
    }

    /** Reads a request's body. */
    static SentJson of(byte[] body) throws UnreadableException {
        JsonNode root;
        try {
            // Into text first: the parser would guess at other encodings, and take what is not quite UTF-8.
            root = JSON.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new UnreadableException("not-utf-8");
        } catch (StreamConstraintsException e) {
            throw new UnreadableException("too-much", DEEPEST, LONGEST_NAME);
        } catch (JacksonException e) {
            throw new UnreadableException("not-json");
        }
        if (root.isMissingNode()) throw new UnreadableException("not-json");
        if (!root.isObject()) throw new UnreadableException("not-an-object");
        if (!PROPERTIES.containsAll(root.propertyNames())) throw new UnreadableException("unknown-property");
        JsonNode answers = root.get("answers");
        if (answers == null) throw new UnreadableException("missing", "answers");
        if (!answers.isObject()) throw new UnreadableException("type-object", "answers");
        if (!root.has("token")) throw new UnreadableException("missing", "token");
        return new SentJson(
                text(root, "token"), text(root, "proof"), text(root, "confirm"), text(root, "unseen"), answers);
    }

    private static String text(JsonNode root, String name) throws UnreadableException {
        JsonNode value = root.get(name);
        if (value == null) return "";
        if (!value.isString()) throw new UnreadableException("type-text", name);
        return value.stringValue();
    }

    /** The answers as a page would have sent them, by the names of its inputs. */
    Map<String, List<String>> typed(FormDefinition form) throws UnreadableException {
        Map<String, Field> fields = new LinkedHashMap<>();
        form.fields().forEach(field -> fields.put(field.id().value(), field));
        Map<String, List<String>> typed = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> answer : answers.properties()) {
            Field field = fields.get(answer.getKey());
            if (field != null) put(field, answer.getValue(), typed);
            else if (QUESTION.matcher(answer.getKey()).matches()) typed.put(answer.getKey(), List.of("?"));
            else throw new UnreadableException("unknown-answer");
        }
        return typed;
    }

    private static void put(Field field, JsonNode value, Map<String, List<String>> typed) throws UnreadableException {
        String name = field.id().value();
        List<String> parts = InputNames.parts(field);
        if (!parts.isEmpty()) {
            if (!value.isObject()) throw new UnreadableException("type-parts", name, String.join(", ", parts));
            for (Map.Entry<String, JsonNode> part : value.properties()) {
                if (!parts.contains(part.getKey()) || !part.getValue().isString())
                    throw new UnreadableException("type-parts", name, String.join(", ", parts));
                typed.put(name + "-" + part.getKey(), List.of(part.getValue().stringValue()));
            }
        } else if (field.type() == FieldType.CHECKBOXES) {
            if (!value.isArray()) throw new UnreadableException("type-list", name);
            List<String> chosen = new ArrayList<>();
            for (JsonNode each : value) {
                if (!each.isString()) throw new UnreadableException("type-list", name);
                chosen.add(each.stringValue());
            }
            typed.put(name, chosen);
        } else if (field.type() == FieldType.CHECKBOX) {
            if (!value.isBoolean()) throw new UnreadableException("type-yes-or-no", name);
            typed.put(name, value.booleanValue() ? List.of(SubmissionIntake.TICKED) : List.of());
        } else {
            if (!value.isString()) throw new UnreadableException("type-text", name);
            typed.put(name, List.of(value.stringValue()));
        }
    }
}
