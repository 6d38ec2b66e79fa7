package dev.lethe.shredding.spring;

import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.KeyVaults;
import dev.lethe.shredding.VaultConfiguration;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * A {@link KeyVault} over the bean {@code vaultDataSource}, with its root state in {@code lethe.root.directories} (the first
 * is the main one); {@code lethe.data.directories} are only looked at for warnings, and {@code lethe.vault.numbers-ahead} says
 * how many new subjects can be made while a copy of the root state is out of reach. {@code lethe.root.new-mirrors} are root
 * directories that may be written though they held a copy and stand empty; {@code lethe.ledger.copy} are directories with a
 * copy of the ledger file, which refuse a start when they know more. A {@link Clock} and a
 * {@code Consumer<ErasureStep>} are used where there are such beans. The vault closes with the context.
 */
@AutoConfiguration
public class KeyVaultAutoConfiguration {

    private static final Bindable<List<Path>> PATHS = Bindable.listOf(Path.class);
    private static final String NUMBERS_AHEAD = "lethe.vault.numbers-ahead";

    @Bean(destroyMethod = "close")
    @ConditionalOnBean(name = "vaultDataSource")
    @ConditionalOnMissingBean
    KeyVault keyVault(
            BeanFactory beans,
            Environment environment,
            ObjectProvider<Clock> clock,
            ObjectProvider<Consumer<ErasureStep>> steps) {
        Binder binder = Binder.get(environment);
        // by name, since the vault's DataSource is no candidate for injection by type
        var vault = beans.getBean("vaultDataSource", DataSource.class);
        return KeyVaults.open(VaultConfiguration.of(
                        vault,
                        binder.bind("lethe.root.directories", PATHS)
                                .orElseThrow(
                                        () -> new IllegalStateException(
                                                "lethe.root.directories names no directory for the root state of the key vault")))
                .withNewMirrors(binder.bind("lethe.root.new-mirrors", PATHS).orElse(List.of()))
                .withLedgerCopies(binder.bind("lethe.ledger.copy", PATHS).orElse(List.of()))
                .withNumbersAhead(numbersAhead(binder))
                .withDataDirectories(
                        binder.bind("lethe.data.directories", PATHS).orElse(List.of()))
                .withClock(clock.getIfUnique(Clock::systemUTC))
                .withSteps(steps.getIfUnique(() -> _ -> {})));
    }

    private static int numbersAhead(Binder binder) {
        int numbers = binder.bind(NUMBERS_AHEAD, Integer.class).orElse(4096);
        if (numbers < 1 || numbers > 1_000_000)
            throw new IllegalArgumentException(NUMBERS_AHEAD + " is from 1 to 1,000,000");
        return numbers;
    }
}
