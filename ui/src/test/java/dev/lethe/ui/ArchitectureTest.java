package dev.lethe.ui;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.processes.Processes;
import dev.lethe.processes.privacy.TidyingElsewhere;
import dev.lethe.processes.records.AllRecordsByEvents;
import dev.lethe.processes.records.RecordLookups;
import dev.lethe.processes.retention.Expiry;
import dev.lethe.processes.retention.RunOutcome;
import dev.lethe.processes.retention.SecondLook;
import dev.lethe.processes.schedule.Plan;
import dev.lethe.processes.schedule.Plans;
import dev.lethe.query.projections.Projection;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.KeyVaults;
import dev.lethe.shredding.OpeningRestricted;
import dev.lethe.shredding.OrphanShredding;
import dev.lethe.shredding.Replacing;
import dev.lethe.shredding.Restricting;
import dev.lethe.shredding.Shredding;
import dev.lethe.shredding.SpoolFile;
import dev.lethe.ui.web.NetworkAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.serialization.Revision;
import org.axonframework.spring.stereotype.Aggregate;
import org.junit.jupiter.api.Test;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;

/** The one-way street of the house. A rule that matches nothing fails. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // In a whole build the tests of the other modules lie in archives
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.lethe");

    private static final List<Class<?>> DOORS = List.of(
            Processes.class,
            AllRecordsByEvents.class,
            RecordLookups.class,
            Expiry.class,
            RunOutcome.class,
            SecondLook.class,
            TidyingElsewhere.class,
            Plan.class,
            Plans.class);

    private static DescribedPredicate<JavaClass> areOneOf(Class<?>... types) {
        return describe("are one of " + List.of(types), type -> Stream.of(types).anyMatch(type::isEquivalentTo));
    }

    @Test
    void the_library_knows_nothing_of_us_of_axon_or_of_the_web() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.shredding..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.lethe.command..",
                        "dev.lethe.query..",
                        "dev.lethe.processes..",
                        "dev.lethe.ui..",
                        "org.axonframework..",
                        "jakarta.servlet..",
                        "org.springframework.web.."))
                .check(HOUSE);
    }

    @Test
    void only_its_own_corner_of_the_library_knows_spring() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.shredding..")
                .and()
                .resideOutsideOfPackage("dev.lethe.shredding.spring")
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.."))
                .check(HOUSE);
    }

    /** What holds a tree, or seals under any key, is public only so that the library's packages see each other. */
    @Test
    void of_the_library_others_see_its_words_and_how_spring_opens_it() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.lethe.shredding..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lethe.shredding..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("dev.lethe.shredding", "dev.lethe.shredding.spring"))))
                .check(HOUSE);
    }

    /** Each package of the library is seen by those that its own words name, and by no other. */
    @Test
    void the_librarys_packages_lie_one_upon_the_other() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.lethe.shredding..")
                .layer("doors")
                .definedBy(areOneOf(KeyVaults.class, SpoolFile.class))
                .layer("words")
                .definedBy(resideInAPackage("dev.lethe.shredding")
                        .and(DescribedPredicate.not(areOneOf(KeyVaults.class, SpoolFile.class))))
                .layer("spring")
                .definedBy("dev.lethe.shredding.spring")
                .layer("crypto")
                .definedBy("dev.lethe.shredding.crypto")
                .layer("tree")
                .definedBy("dev.lethe.shredding.tree")
                .layer("sealing")
                .definedBy("dev.lethe.shredding.sealing")
                .layer("database")
                .definedBy("dev.lethe.shredding.database")
                .layer("root")
                .definedBy("dev.lethe.shredding.root")
                .layer("ledger")
                .definedBy("dev.lethe.shredding.ledger")
                .layer("vault")
                .definedBy("dev.lethe.shredding.vault")
                .whereLayer("vault")
                .mayOnlyBeAccessedByLayers("doors")
                .whereLayer("ledger")
                .mayOnlyBeAccessedByLayers("vault")
                .whereLayer("root")
                .mayOnlyBeAccessedByLayers("ledger", "vault")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("root", "ledger", "vault")
                .whereLayer("sealing")
                .mayOnlyBeAccessedByLayers("vault", "doors")
                .whereLayer("tree")
                .mayOnlyBeAccessedByLayers("sealing", "database", "root", "ledger", "vault")
                .whereLayer("crypto")
                .mayOnlyBeAccessedByLayers("tree", "sealing", "root", "vault", "doors")
                .check(HOUSE);
    }

    @Test
    void the_librarys_packages_do_not_go_in_circles() {
        slices().matching("dev.lethe.shredding.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void the_street_leads_one_way() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.command..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.lethe.query..", "dev.lethe.processes..", "dev.lethe.ui.."))
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.query..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.lethe.processes..", "dev.lethe.ui.."))
                .check(HOUSE);
    }

    /** It runs as well where nobody looks. */
    @Test
    void what_runs_by_itself_knows_no_page() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.processes..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "dev.lethe.ui..",
                        "jakarta.servlet..",
                        "org.springframework.web..",
                        "org.springframework.security.web..",
                        "org.springframework.ui..",
                        "org.thymeleaf..",
                        "picocli.."))
                .check(HOUSE);
    }

    /**
     * Pages ask for a run, and read what became of it; and they ask what a record is by its events. Nothing else of what runs by
     * itself is theirs to call.
     */
    @Test
    void of_what_runs_by_itself_the_ui_sees_its_doors_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.ui..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lethe.processes..")
                        .and(DescribedPredicate.not(describe(
                                "doors",
                                type -> DOORS.stream()
                                        .anyMatch(door -> type.getName().equals(door.getName())
                                                || type.getName().startsWith(door.getName() + "$"))))))
                .check(HOUSE);
    }

    @Test
    void from_the_command_side_the_query_side_uses_events_and_models_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.query..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lethe.command..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("dev.lethe.command..events", "dev.lethe.command..model"))))
                .check(HOUSE);
    }

    /** What is there but no event is the sealed interface of a feature's events. */
    @Test
    void events_and_nothing_else_live_with_the_events() {
        classes()
                .that()
                .areAnnotatedWith(Revision.class)
                .should()
                .resideInAPackage("dev.lethe.command..events")
                .check(HOUSE);
        classes()
                .that()
                .resideInAPackage("dev.lethe.command..events")
                .and()
                .areNotInterfaces()
                .should()
                .beAnnotatedWith(Revision.class)
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.command..model")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lethe.command..events"))
                .check(HOUSE);
    }

    @Test
    void the_ui_never_sees_an_event() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.ui..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.lethe.command..events"))
                .check(HOUSE);
    }

    /** Or what only shows could destroy. Whatever puts an application together, and the tests, may name the whole. */
    @Test
    void nobody_has_the_whole_vault_where_a_role_of_it_does() {
        classes()
                .that()
                .areAssignableTo(KeyVault.class)
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage("dev.lethe.shredding..")
                .check(HOUSE);
    }

    @Test
    void what_carries_out_orders_is_all_that_can_destroy() {
        classes()
                .that(areOneOf(Shredding.class, OrphanShredding.class))
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.lethe.shredding..", "dev.lethe.command.privacy")
                .check(HOUSE);
    }

    /** It destroys what was moved. */
    @Test
    void only_accounts_put_right_whose_a_record_is() {
        classes()
                .that(areOneOf(Replacing.class))
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.lethe.shredding..", "dev.lethe.command.privacy", "dev.lethe.command.accounts")
                .check(HOUSE);
    }

    /** Or what is restricted would be shown, exported or passed on by whoever does so with all else. */
    @Test
    void only_the_pages_of_privacy_officers_open_what_is_restricted() {
        classes()
                .that(areOneOf(OpeningRestricted.class, Restricting.class))
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("dev.lethe.shredding..", "dev.lethe.ui.privacy")
                .check(HOUSE);
    }

    /** The read interfaces do not reach a desk anyhow: they see events only. */
    @Test
    void no_report_and_no_export_gives_an_order() {
        noClasses()
                .that()
                .resideInAPackage("dev.lethe.ui.submissions..")
                .and()
                .haveSimpleNameNotStartingWith("Deletion")
                .should()
                .dependOnClassesThat(areOneOf(ErasureDesk.class))
                .check(HOUSE);
    }

    @Test
    void what_decides_remembers_or_shows_is_nobody_elses_business() {
        classes()
                .that()
                .areAnnotatedWith(Aggregate.class)
                .should()
                .notBePublic()
                .check(HOUSE);
        classes()
                .that()
                .areAssignableTo(Projection.class)
                .and()
                .areNotInterfaces()
                .should()
                .notBePublic()
                .check(HOUSE);
        classes()
                .that()
                .areAnnotatedWith(Controller.class)
                .or()
                .areAnnotatedWith(ControllerAdvice.class)
                .should()
                .notBePublic()
                .check(HOUSE);
    }

    /** An Axon Server answers with the tail where nothing is as late as the time that was asked for. */
    @Test
    void nobody_asks_the_event_store_for_a_position_by_the_time() {
        noClasses()
                .should()
                .callMethod(StreamableMessageSource.class, "createTokenAt", Instant.class)
                .orShould()
                .callMethod(EventStore.class, "createTokenAt", Instant.class)
                .orShould()
                .callMethod(StreamableMessageSource.class, "createTokenSince", Duration.class)
                .orShould()
                .callMethod(EventStore.class, "createTokenSince", Duration.class)
                .check(HOUSE);
    }

    /** Or one way would count by all of an address, and another by what one household has. */
    @Test
    void where_a_request_came_from_has_one_meaning() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(NetworkAddress.class.getName())
                .and()
                .resideInAPackage("dev.lethe.ui..")
                .and()
                .haveSimpleNameNotEndingWith("ForwardedRequests")
                .should()
                .callMethodWhere(describe(
                        "asks for the address itself",
                        call -> List.of("getRemoteAddr", "getRemoteHost").contains(call.getName())))
                .check(HOUSE);
    }

    @Test
    void features_do_not_go_in_circles() {
        for (String side : new String[] {"command", "query", "processes", "ui"}) {
            slices().matching("dev.lethe." + side + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(HOUSE);
        }
    }

    @Test
    void there_are_no_drawers_for_odds_and_ends() {
        noClasses()
                .should()
                .resideInAnyPackage("..impl..", "..util..", "..common..", "..dto..", "..service..", "..helper..")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(HOUSE);
    }
}
