package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, with stand-ins for Java and Maven that say how they were called. */
class LauncherTest {

    @TempDir
    Path temporary;

    private Path house;
    private Path jdk;
    private List<String> modules = List.of();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void build_a_house() throws IOException {
        house = temporary.resolve("a house with spaces");
        modules = modules();
        for (String module : modules) {
            Files.createDirectories(house.resolve(module).resolve("src/main"));
            Files.writeString(house.resolve(module).resolve("pom.xml"), "");
        }
        Files.copy(Path.of("../pom.xml"), house.resolve("pom.xml"));
        Files.copy(Path.of("../lethe"), house.resolve("lethe"));
        Files.setPosixFilePermissions(house.resolve("lethe"), PosixFilePermissions.fromString("rwxr-xr-x"));
        jdk = jdk("jdk 25", "25.0.1");
        Path maven = temporary.resolve("maven");
        program(maven.resolve("bin/mvn"), """
                if [ "$*" = "-B -v" ]; then echo "Apache Maven 3.8.7"; exit 0; fi
                echo "mvn $* with $JAVA_HOME" >> "$CALLS"
                if [ -n "${BREAK:-}" ]; then echo "[ERROR] It does not compile"; exit 1; fi
                mkdir -p ui/target && echo jar > ui/target/lethe-app.jar
                """);
        environment.put("CALLS", temporary.resolve("calls").toString());
        environment.put("LETHE_JDK_PLACES", "");
        environment.put("LETHE_JAVA_HOME", jdk.toString());
        environment.put("PATH", maven.resolve("bin") + ":/usr/bin:/bin");
        environment.put("HOME", temporary.toString());
    }

    @Test
    void it_builds_once_then_starts_java_with_what_it_was_given() throws Exception {
        var first = launch(house.resolve("lethe"), "serve", "--data=a b");
        assertThat(first.code()).isZero();
        assertThat(first.err()).contains("Building Lethe");
        assertThat(first.out())
                .contains("<serve> <--data=a b>")
                .contains("-HeapDumpOnOutOfMemoryError")
                .contains("core 0");
        assertThat(calls()).hasSize(1).first().asString().contains("package").endsWith("with " + jdk);

        var second = launch(house.resolve("lethe"), "rebuild");
        assertThat(second.out()).contains("<rebuild>");
        assertThat(second.err()).doesNotContain("Building");
        assertThat(calls()).hasSize(1);
    }

    /** Those of this house, one that is to come, and the benchmarks. */
    private static List<String> modules() throws IOException {
        return Stream.concat(
                        Pattern.compile("<module>(.*)</module>")
                                .matcher(Files.readString(Path.of("../pom.xml")))
                                .results()
                                .map(module -> module.group(1)),
                        Stream.of("one-that-is-to-come"))
                .toList();
    }

    @Test
    void a_change_in_any_module_of_the_application_is_built() throws Exception {
        Path pom = house.resolve("pom.xml");
        Files.writeString(
                pom, Files.readString(pom).replace("</modules>", "<module>one-that-is-to-come</module>\n</modules>"));
        launch(house.resolve("lethe"), "serve");
        assertThat(modules).hasSizeGreaterThan(5);
        int built = 1;
        for (String module : modules)
            for (String file : List.of("pom.xml", "src/main/New.java")) {
                for (Path jar : jars())
                    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
                everythingIsOld();
                Path changed = house.resolve(module).resolve(file);
                Files.writeString(changed, "new");
                launch(house.resolve("lethe"), "serve");
                if (!module.equals("benchmarks")) built++;
                assertThat(calls()).as(changed.toString()).hasSize(built);
            }
    }

    private void everythingIsOld() throws IOException {
        try (Stream<Path> all = Files.walk(house)) {
            for (Path file : all.filter(each -> !each.startsWith(house.resolve(".lethe")))
                    .toList())
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3_600)));
        }
    }

    @Test
    void a_newer_source_is_built_again_and_the_running_jar_is_left_alone() throws Exception {
        launch(house.resolve("lethe"), "serve");
        List<Path> before = jars();
        Files.setLastModifiedTime(before.getFirst(), FileTime.fromMillis(1_000_000_000_000L));
        Files.writeString(house.resolve("ui/src/main/New.java"), "");
        Thread.sleep(1_100); // the copies are named by the second
        launch(house.resolve("lethe"), "serve");
        assertThat(calls()).hasSize(2);
        assertThat(jars()).hasSize(2).containsAll(before);
    }

    @Test
    void it_works_through_a_link_from_anywhere() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), house.resolve("lethe"));
        var launched = launch(link, "serve");
        assertThat(launched.code()).isZero();
        assertThat(launched.out()).contains(house.resolve(".lethe").toString());
    }

    @Test
    void java_takes_the_launchers_place_and_its_exit_code() throws Exception {
        environment.put("EXIT", "7");
        assertThat(launch(house.resolve("lethe"), "serve").code()).isEqualTo(7);
    }

    @Test
    void an_old_jdk_is_passed_over_for_one_in_the_usual_places() throws Exception {
        environment.remove("LETHE_JAVA_HOME");
        environment.put("JAVA_HOME", jdk("jdk17", "17.0.9").toString());
        environment.put("LETHE_JDK_PLACES", jdk("jdk21", "21.0.4") + " " + jdk("jdk26", "26"));
        launch(house.resolve("lethe"), "serve");
        assertThat(calls()).first().asString().endsWith("/jdk26");
    }

    @Test
    void without_a_jdk_it_says_in_one_line_which_to_install() throws Exception {
        environment.remove("LETHE_JAVA_HOME");
        environment.put("PATH", withoutJava());
        var launched = launch(house.resolve("lethe"), "serve");
        assertThat(launched.code()).isEqualTo(1);
        assertThat(launched.err().lines())
                .singleElement()
                .asString()
                .startsWith("lethe: no JDK of 25 or later was found. Install");
    }

    @Test
    void a_named_jdk_that_is_too_old_is_not_silently_replaced() throws Exception {
        environment.put("LETHE_JAVA_HOME", jdk("jdk17", "17.0.9").toString());
        var launched = launch(house.resolve("lethe"), "serve");
        assertThat(launched.code()).isEqualTo(1);
        assertThat(launched.err().lines()).singleElement().asString().contains("holds no JDK of 25 or later");
    }

    @Test
    void a_broken_build_shows_what_maven_said_and_starts_nothing() throws Exception {
        environment.put("BREAK", "yes");
        var launched = launch(house.resolve("lethe"), "serve");
        assertThat(launched.code()).isNotZero();
        assertThat(launched.err()).contains("It does not compile").contains("the build failed");
        assertThat(launched.out()).isEmpty();
    }

    @Test
    void tests_run_all_or_without_browser_and_processes_in_the_order_of_a_seed_that_is_told() throws Exception {
        var all = launch(house.resolve("lethe"), "test", "-pl", "ui");
        assertThat(all.code()).isZero();
        assertThat(calls().getLast()).matches("mvn -B -ntp verify -pl ui -Dtest\\.seed=\\d{14} with .*");
        String seed = calls().getLast().replaceAll(".*-Dtest\\.seed=(\\d+) .*", "$1");
        assertThat(all.err()).contains("-Dtest.seed=" + seed);

        var quick = launch(house.resolve("lethe"), "test", "--quick", "-Dtest.seed=7");
        assertThat(calls().getLast())
                .startsWith("mvn -B -ntp test -DexcludedGroups=browser,process -Dtest.seed=7 with ");
        assertThat(quick.err()).contains("-Dtest.seed=7");

        launch(house.resolve("lethe"), "test", "--screenshots", "-Dtest.seed=7");
        assertThat(calls().getLast())
                .startsWith("mvn -B -ntp verify -Dlethe.test.screenshots=true -Dtest.seed=7 with ");
        environment.put("BREAK", "yes");
        var broken = launch(house.resolve("lethe"), "test", "--quick");
        assertThat(broken.code()).isNotZero();
        assertThat(broken.out()).contains("[ERROR] It does not compile");
    }

    @Test
    void without_a_command_it_says_how_it_is_used() throws Exception {
        var launched = launch(house.resolve("lethe"));
        assertThat(launched.code()).isEqualTo(2);
        assertThat(launched.out()).contains("serve [--demo]", "test --quick", "test --screenshots");
        assertThat(launch(house.resolve("lethe"), "--help").code()).isZero();
    }

    private record Launched(int code, String out, String err) {}

    private Launched launch(Path launcher, String... arguments) throws Exception {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        var builder = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                .toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.directory(Files.createDirectories(temporary.resolve("somewhere else"))
                        .toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int code = process.waitFor();
        return new Launched(
                code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(temporary.resolve("calls"));
    }

    private List<Path> jars() throws IOException {
        try (var files = Files.list(house.resolve(".lethe"))) {
            return files.filter(file -> file.getFileName().toString().matches("lethe-.*\\.jar"))
                    .sorted()
                    .toList();
        }
    }

    /** A PATH with all that the launcher uses and without a Java. */
    private String withoutJava() throws IOException {
        Path programs = Files.createDirectories(temporary.resolve("programs"));
        for (String name : List.of(
                "bash", "sh", "env", "dirname", "readlink", "sed", "find", "sort", "tail", "head", "mkdir", "cat")) {
            for (Path place : List.of(Path.of("/bin"), Path.of("/usr/bin"))) {
                if (Files.exists(place.resolve(name)) && !Files.exists(programs.resolve(name))) {
                    program(programs.resolve(name), "exec " + place.resolve(name) + " \"$@\"");
                }
            }
        }
        return programs.toString();
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = temporary.resolve(name);
        program(home.resolve("bin/java"), """
                for each in "$@"; do printf '<%s> ' "$each"; done
                echo "core $(ulimit -c)"
                exit "${EXIT:-0}"
                """);
        program(home.resolve("bin/javac"), "");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path path, String script) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/bash\n" + script);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
