package dev.lethe.shredding.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.VaultRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.GenericBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;

class KeyVaultAutoConfigurationTest {

    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(KeyVaultAutoConfiguration.class));

    private ApplicationContextRunner over(DataSource database) {
        return runner.withInitializer(context -> {
                    GenericBeanDefinition definition = (GenericBeanDefinition)
                            BeanDefinitionBuilder.genericBeanDefinition(DataSource.class, () -> database)
                                    .getBeanDefinition();
                    definition.setDefaultCandidate(false);
                    ((GenericApplicationContext) context).registerBeanDefinition("vaultDataSource", definition);
                })
                .withPropertyValues(
                        "lethe.root.directories[0]=" + directory.resolve("root"),
                        "lethe.root.directories[1]=" + directory.resolve("mirror"),
                        "lethe.data.directories=" + directory);
    }

    @Test
    void a_vault_opens_from_the_configuration_and_closes_with_the_context() {
        DataSource database = TestPostgres.freshDatabase();
        over(database).run(context -> {
            KeyVault vault = context.getBean(KeyVault.class);
            vault.newKeys(List.of(new Owner.Anonymous(Lane.PEOPLE))).close();
            assertThat(vault.health().mirrors()).isEqualTo(2);
            assertThat(vault.health().warnings()).anyMatch(line -> line.contains(directory.toString()));
        });
        over(database).run(context -> assertThat(context).hasSingleBean(KeyVault.class));
    }

    @Test
    void whoever_watches_the_steps_of_an_erasure_is_found() {
        over(TestPostgres.freshDatabase())
                .withBean("steps", Watch.class, () -> step -> {})
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(KeyVault.class));
    }

    private interface Watch extends Consumer<ErasureStep> {}

    @Test
    void a_refusal_is_one_line() throws Exception {
        DataSource database = TestPostgres.freshDatabase();
        over(database).run(context -> assertThat(context).hasNotFailed());
        Files.delete(directory.resolve("root").resolve("root.state"));
        Files.delete(directory.resolve("mirror").resolve("root.state"));

        over(database).run(context -> {
            assertThat(context.getStartupFailure()).rootCause().isInstanceOf(VaultRefusedException.class);
            FailureAnalysis analysis = new VaultRefusedFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .startsWith("The root state of this vault is missing")
                    .doesNotContain("\n");
        });
    }

    @Test
    void without_its_database_there_is_no_vault() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(KeyVault.class));
    }
}
