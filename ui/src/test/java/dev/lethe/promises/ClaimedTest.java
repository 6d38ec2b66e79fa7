package dev.lethe.promises;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.lethe.query.records.AllRecords;
import dev.lethe.query.records.LivingTokens;
import dev.lethe.query.records.PersonalRecords;
import dev.lethe.shredding.FileLabel;
import dev.lethe.shredding.Label;
import dev.lethe.shredding.Personal;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.axonframework.serialization.Revision;
import org.junit.jupiter.api.Test;

/**
 * What is sealed is claimed by the records of one feature, or would stand on no officer's page and in no erasure: every label in the code,
 * every sealed value in an event, every token in a read model.
 */
class ClaimedTest extends ReportPages {

    /** What is sealed and belongs to no record of anybody, by its label, and why. */
    private static final Map<String, String> NOBODYS = Map.of(
            "submission.draft",
            "what is typed in a visit: nothing finds it by a person, and it dies within hours",
            "submission.saved/2",
            "what was saved to come back to: only its link opens it, and it dies within the time that the page says",
            "submission.saved-for",
            "what the link to it is bound to: it dies with it",
            "submission.upload",
            "a file that waits for its form to be sent: it dies within hours",
            "order.addresses",
            "what an order is about, until it is carried out: the vault's own");

    /** Columns of bytes in the events' database that hold no token of a read model, and what they hold. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            entry("public.event.payload", "events: what is sealed in them is looked at by type, above"),
            entry("public.event.metadata", "who did it, by an account's id"),
            entry("public.snapshot.payload", "none are made"),
            entry("public.snapshot.metadata", "none are made"),
            entry("public.event_mark.mac", "the vault's mark"),
            entry("public.tracking_token.token", "positions"),
            entry("public.scheduled_tasks.task_data", "nothing: a task is its id"),
            entry("public.file_chunk.bytes", "files, sealed: claimed as submission.file"),
            entry("public.upload_chunk.bytes", "files that wait, sealed: submission.upload"),
            entry("public.saved_answers.id", "a hash of what the link holds"),
            entry("public.saved_answers.token", "sealed: submission.saved/2"),
            entry("public.saved_answers.bound", "sealed: submission.saved-for"),
            entry("public.submit_key.key", "keys that forms' tokens are signed with: nobody's"));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // In a whole build the tests of the other modules lie in archives
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.lethe");

    private static List<PersonalRecords> features() {
        return lethe.bean(AllRecords.class).features();
    }

    private static Set<String> claimed() {
        return features().stream().flatMap(each -> each.labels().stream()).collect(toSet());
    }

    /** The constants of the code, by name, each with the type of its values; of files the type is null. */
    private static Map<String, Type> labels() throws ReflectiveOperationException {
        Map<String, Type> labels = new HashMap<>();
        for (JavaClass type : HOUSE)
            for (Field field : type.reflect().getDeclaredFields()) {
                boolean ofFiles = field.getType() == FileLabel.class;
                if (!Modifier.isStatic(field.getModifiers()) || (!ofFiles && field.getType() != Label.class)) continue;
                field.setAccessible(true);
                if (ofFiles) labels.put(((FileLabel) field.get(null)).name(), void.class);
                else
                    labels.put(
                            ((Label<?>) field.get(null)).text(),
                            ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0]);
            }
        return labels;
    }

    @Test
    void every_label_is_claimed_or_stands_in_the_list_with_its_reason() throws ReflectiveOperationException {
        Set<String> labels = new TreeSet<>(labels().keySet());
        assertThat(labels).as("labels in the code").hasSizeGreaterThan(8);

        Set<String> known = new TreeSet<>(claimed());
        known.addAll(NOBODYS.keySet());

        assertThat(labels).as("each is claimed, and what is claimed exists").isEqualTo(known);
        assertThat(claimed())
                .as("what is a person's does not stand in the list")
                .doesNotContainAnyElementsOf(NOBODYS.keySet());
    }

    /** Or it would be found by nobody who looks for constants. */
    @Test
    void a_label_is_a_constant() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("dev.lethe.shredding..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "makes a label and is no constant's",
                        (JavaMethodCall call) -> call.getName().equals("of")
                                && !call.getOrigin().getName().equals("<clinit>")
                                && List.of(Label.class.getName(), FileLabel.class.getName())
                                        .contains(call.getTargetOwner().getName())))
                .check(HOUSE);
    }

    @Test
    void what_is_sealed_in_an_event_is_of_a_type_that_a_claimed_label_has() throws ReflectiveOperationException {
        Map<String, Type> labels = labels();
        Set<Type> types = claimed().stream().map(labels::get).collect(toSet());
        Set<String> unclaimed = new TreeSet<>();
        int[] found = {0};
        for (JavaClass type : HOUSE)
            if (type.isAnnotatedWith(Revision.class))
                personal(type.reflect(), new HashSet<>(), value -> {
                    found[0]++;
                    if (!types.contains(value)) unclaimed.add(type.getSimpleName() + ": " + value.getTypeName());
                });
        assertThat(found[0]).as("sealed values in events").isGreaterThan(5);
        assertThat(unclaimed).isEmpty();
    }

    private static void personal(Type type, Set<Type> seen, java.util.function.Consumer<Type> each) {
        if (!seen.add(type)) return;
        switch (type) {
            case ParameterizedType of
            when of.getRawType() == Personal.class -> each.accept(of.getActualTypeArguments()[0]);
            case ParameterizedType of -> {
                for (Type argument : of.getActualTypeArguments()) personal(argument, seen, each);
            }
            case WildcardType any -> personal(any.getUpperBounds()[0], seen, each);
            case Class<?> record
            when record.isRecord() -> {
                for (RecordComponent part : record.getRecordComponents())
                    personal(part.getGenericType(), new HashSet<>(seen), each);
            }
            default -> {}
        }
    }

    /** The tokens that features give to be read, and to be searched, are all that their read models hold. */
    @Test
    void every_token_in_a_read_model_is_given_by_the_feature_that_claims_it() {
        var sent = send("Ann");
        reader.press(reader.page(one(sent)), "Save the note", "text", "About Ann");
        send("Bob");
        lethe.settle();
        Set<UUID> given = new HashSet<>();
        for (PersonalRecords feature : features()) {
            String after = null;
            do {
                LivingTokens some = feature.living(after, 3);
                some.tokens().forEach(each -> given.add(each.sealed().token().keyId()));
                after = some.next();
            } while (after != null);
        }
        List<String> missed = new ArrayList<>();
        int[] tokens = {0};
        for (String column : columns("table_schema LIKE 'read\\_%'")) {
            String[] names = column.split("\\.");
            lethe.database()
                    .sql("SELECT %s FROM %s.%s WHERE %1$s IS NOT NULL".formatted(names[2], names[0], names[1]))
                    .query((row, _) -> Personal.stored(row.getBytes(1)).keyId())
                    .list()
                    .forEach(key -> {
                        tokens[0]++;
                        if (!given.contains(key)) missed.add(column + ": " + key);
                    });
        }
        assertThat(tokens[0]).as("tokens in read models").isGreaterThan(3);
        assertThat(missed).isEmpty();
    }

    private static List<String> columns(String which) {
        return lethe.database()
                .sql("SELECT table_schema || '.' || table_name || '.' || column_name FROM information_schema.columns"
                        + " WHERE data_type = 'bytea' AND " + which + " ORDER BY 1")
                .query(String.class)
                .list();
    }

    /** What is stored as bytes beside the read models is either sealed under a label of the list, or nothing of anybody's. */
    @Test
    void every_other_column_of_bytes_is_known() {
        assertThat(columns("table_schema = 'public'")).containsExactlyInAnyOrderElementsOf(OTHERS.keySet());
    }
}
