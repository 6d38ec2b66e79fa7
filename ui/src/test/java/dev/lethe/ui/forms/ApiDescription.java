package dev.lethe.ui.forms;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as its description tells it: holds real answers against it, and notes which it has seen. */
final class ApiDescription {

    private final JsonNode root;
    private final Set<String> seen = new TreeSet<>();

    ApiDescription(String json) {
        root = JsonMapper.shared().readTree(json);
    }

    JsonNode root() {
        return root;
    }

    /** All that is described: method, path and status. */
    Set<String> described() {
        Set<String> all = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : root.get("paths").properties())
            for (Map.Entry<String, JsonNode> method : path.getValue().properties())
                for (String status : method.getValue().get("responses").propertyNames())
                    all.add(method.getKey() + " " + path.getKey() + " " + status);
        return all;
    }

    Set<String> seen() {
        return seen;
    }

    /** Fails unless the answer is one that the description has, property by property. */
    JsonNode check(String method, String path, HttpResponse<String> answer) {
        JsonNode response = root.at(pointer("paths", path, method, "responses", Integer.toString(answer.statusCode())));
        String what = method + " " + path + " " + answer.statusCode();
        if (response.isMissingNode()) throw new AssertionError("Not described: " + what + ": " + answer.body());
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        List<String> wrong = new ArrayList<>();
        validate(response.at(pointer("content", "application/json", "schema")), body, "$", wrong);
        for (String header : response.path("headers").propertyNames())
            if (answer.headers().firstValue(header).isEmpty()) wrong.add("no header " + header);
        if (!wrong.isEmpty()) throw new AssertionError(what + ": " + wrong + " in " + body);
        seen.add(what);
        return body;
    }

    private static String pointer(String... names) {
        StringBuilder pointer = new StringBuilder();
        for (String name : names)
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        return pointer.toString();
    }

    /** As much of JSON Schema as the description uses; anything else fails. */
    private void validate(JsonNode schema, JsonNode value, String at, List<String> wrong) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            JsonNode says = keyword.getValue();
            switch (keyword.getKey()) {
                case "description" -> {}
                case "$ref" -> validate(root.at(says.stringValue().substring(1)), value, at, wrong);
                case "type" -> {
                    boolean one = says.isArray()
                            ? says.valueStream().anyMatch(type -> is(type.stringValue(), value))
                            : is(says.stringValue(), value);
                    if (!one) wrong.add(at + " is no " + says);
                }
                case "properties" -> {
                    for (Map.Entry<String, JsonNode> property : says.properties())
                        if (value.has(property.getKey()))
                            validate(
                                    property.getValue(),
                                    value.get(property.getKey()),
                                    at + "." + property.getKey(),
                                    wrong);
                }
                case "required" ->
                    says.forEach(name -> {
                        if (value.isObject() && !value.has(name.stringValue())) wrong.add(at + " lacks " + name);
                    });
                case "additionalProperties" -> {
                    for (Map.Entry<String, JsonNode> property : value.properties()) {
                        if (schema.path("properties").has(property.getKey())) continue;
                        if (says.isObject()) validate(says, property.getValue(), at + "." + property.getKey(), wrong);
                        else if (!says.booleanValue()) wrong.add(at + " has " + property.getKey());
                    }
                }
                case "items" -> value.forEach(item -> validate(says, item, at + "[]", wrong));
                case "enum" -> {
                    if (says.valueStream().noneMatch(value::equals)) wrong.add(at + " is none of " + says);
                }
                case "const" -> {
                    if (!says.equals(value)) wrong.add(at + " is not " + says);
                }
                case "format" -> {
                    try {
                        Instant.parse(value.stringValue());
                    } catch (DateTimeParseException e) {
                        wrong.add(at + " is no time");
                    }
                }
                case "oneOf" -> {
                    long fitting = says.valueStream()
                            .filter(each -> {
                                List<String> misfits = new ArrayList<>();
                                validate(each, value, at, misfits);
                                return misfits.isEmpty();
                            })
                            .count();
                    if (fitting != 1) wrong.add(at + " fits " + fitting + " of " + says);
                }
                default -> throw new AssertionError("A keyword that this does not know: " + keyword.getKey());
            }
        }
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("A type that this does not know: " + type);
        };
    }
}
