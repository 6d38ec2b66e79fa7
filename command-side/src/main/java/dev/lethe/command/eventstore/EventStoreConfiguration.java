package dev.lethe.command.eventstore;

import com.zaxxer.hikari.HikariDataSource;
import dev.lethe.command.Actor;
import dev.lethe.command.histories.Histories;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.EventMarks;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolver;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.commandhandling.gateway.IntervalRetryScheduler;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * The two databases, and all that Axon needs on the first of them. Axon's own auto-configuration does not find its JDBC
 * parts on this version of Spring Boot and would fall back to memory without an error, so each part is declared here.
 */
@Configuration(proxyBeanMethods = false)
public class EventStoreConfiguration {

    private static final String WITHOUT_SERVER = "axon.axonserver.enabled";

    /** Events and read models: the database {@code lethe}. */
    @Bean(destroyMethod = "close")
    @Primary
    HikariDataSource dataSource(
            @Value("${lethe.db.url}") String url,
            @Value("${lethe.db.username}") String username,
            @Value("${lethe.db.password}") String password) {
        return pool("lethe", url, username, password, 24);
    }

    /** Keys: the database {@code lethe_vault}. Only the vault may ask for it, and by its name. */
    @Bean(destroyMethod = "close", defaultCandidate = false)
    @Qualifier("vaultDataSource")
    HikariDataSource vaultDataSource(
            @Value("${lethe.vault.db.url}") String url,
            @Value("${lethe.vault.db.username}") String username,
            @Value("${lethe.vault.db.password}") String password) {
        return pool("lethe-vault", url, username, password, 16);
    }

    private static HikariDataSource pool(String name, String url, String username, String password, int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setJdbcUrl(url);
        pool.setUsername(username);
        pool.setPassword(password);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(size, 2));
        pool.setConnectionTimeout(TimeUnit.SECONDS.toMillis(10));
        pool.addDataSourceProperty("ApplicationName", name);
        // An error message of the server quotes the row; it would then stand in exceptions and logs.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        return pool;
    }

    @Bean
    PlatformTransactionManager platformTransactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean(initMethod = "migrate")
    Flyway flyway(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/lethe")
                .outOfOrder(true) // each feature numbers its own migrations
                .load();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
        return new SpringTransactionManager(transactions);
    }

    @Bean
    ConnectionProvider connectionProvider(DataSource dataSource) {
        return new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
    }

    @Bean
    @Primary
    Serializer messages() {
        return NamedTypesSerializer.ofMessages();
    }

    @Bean
    @Qualifier("eventSerializer")
    Serializer eventSerializer() {
        return NamedTypesSerializer.ofMessages();
    }

    @Bean
    @Qualifier("messageSerializer")
    Serializer messageSerializer() {
        return NamedTypesSerializer.ofMessages();
    }

    /**
     * @param node who claims what it processes; empty for a name of this process alone. Where no two can run on the same data
     *     it is the same at each start: what a killed process claimed would else be nobody's for ten seconds
     */
    @Bean
    TokenStore tokenStore(ConnectionProvider connections, Flyway migrated, @Value("${lethe.node:}") String node) {
        var builder = JdbcTokenStore.builder();
        if (!node.isEmpty()) builder.nodeId(node);
        return builder.connectionProvider(connections)
                .schema(TokenSchema.builder()
                        .setTokenTable("public.tracking_token") // a projection's transaction looks in its own schema
                        .setProcessorNameColumn("processor")
                        .setSegmentColumn("segment")
                        .setTokenColumn("token")
                        .setTokenTypeColumn("token_type")
                        .setTimestampColumn("at")
                        .setOwnerColumn("owner")
                        .build())
                .serializer(NamedTypesSerializer.ofTokens())
                .build();
    }

    /** Who caused a command is inherited by its events, and nothing else is: metadata is stored forever. */
    @Bean
    CorrelationDataProvider actor() {
        return new SimpleCorrelationDataProvider(Actor.KEY);
    }

    /**
     * Without a transaction: events are committed by the writer, and a sender that held a connection while it waits for it
     * would keep the pool from those who need one.
     */
    @Bean
    @Qualifier("localSegment")
    CommandBus commandBus(org.axonframework.config.Configuration axon, DuplicateCommandHandlerResolver duplicates) {
        CommandBus bus = new LocalCommandBus(SimpleCommandBus.builder()
                .duplicateCommandHandlerResolver(duplicates)
                .spanFactory(axon.getComponent(CommandBusSpanFactory.class))
                .messageMonitor(axon.messageMonitor(CommandBus.class, "commandBus")));
        bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
        return bus;
    }

    @Bean
    CommandTargetResolver commandTargets() {
        return new CommandTargets();
    }

    /** A handler that fails must not lose its event: its processor stops at it, and tries again. Axon would log and go on. */
    @Bean
    ConfigurerModule failuresAreNotSkipped() {
        return configurer -> configurer
                .eventProcessing()
                .registerDefaultErrorHandler(_ -> PropagatingErrorHandler.instance())
                .registerDefaultListenerInvocationErrorHandler(_ -> PropagatingErrorHandler.instance());
    }

    /** Axon's update check tells its maker which versions run here: never. */
    @Bean
    @Primary
    UsagePropertyProvider noUpdateCheck() {
        return new NoUpdateCheck();
    }

    static final class NoUpdateCheck implements UsagePropertyProvider {
        @Override
        public Boolean getDisabled() {
            return true;
        }

        @Override
        public @Nullable String getUrl() {
            return null;
        }

        @Override
        public int priority() {
            return Integer.MAX_VALUE;
        }
    }

    /** What an Axon Server, which keeps the events and passes commands on, needs beside what its connector brings. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = WITHOUT_SERVER, havingValue = "true")
    static class OnAxonServer {

        /** How long a command looks for its handler: about ten seconds. */
        private static final int TRIES = 100;

        private static final int MILLIS_BETWEEN_TRIES = 100;

        @Bean
        Histories histories(EventStore store) {
            return new Histories.OneByOne(store);
        }

        @Bean
        EventGaps eventGaps() {
            return EventGaps.ofServer();
        }

        @Bean(destroyMethod = "shutdownNow", defaultCandidate = false)
        @Qualifier("commandRetries")
        ScheduledExecutorService commandRetries() {
            return Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("command-retries").factory());
        }

        @Bean
        EventHistory eventHistory(EventStore events, @Qualifier("eventSerializer") Serializer serializer) {
            return new AxonServerEventHistory(events, serializer);
        }

        /**
         * Our handlers are known to the server a moment after they were told to it: at the start, and again whenever the
         * server was away. What found none was not handled, so it may be sent once more; nothing else may.
         */
        @Bean
        CommandGateway commandGateway(
                CommandBus bus, @Qualifier("commandRetries") ScheduledExecutorService commandRetries) {
            return DefaultCommandGateway.builder()
                    .commandBus(bus)
                    .retryScheduler(IntervalRetryScheduler.builder()
                            .retryExecutor(commandRetries)
                            .retryInterval(MILLIS_BETWEEN_TRIES)
                            .maxRetryCount(TRIES)
                            .nonTransientFailurePredicate(failure -> !(failure instanceof NoHandlerForCommandException))
                            .build())
                    .build();
        }
    }

    /** The event store on our own PostgreSQL, unless there is an Axon Server to keep the events. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = WITHOUT_SERVER, havingValue = "false")
    static class OnPostgres {

        /** The writer's own connections: neither readers nor senders can keep it waiting. */
        @Bean(destroyMethod = "close", defaultCandidate = false)
        @Qualifier("eventWriterDataSource")
        HikariDataSource eventWriterDataSource(
                @Value("${lethe.db.url}") String url,
                @Value("${lethe.db.username}") String username,
                @Value("${lethe.db.password}") String password) {
            HikariDataSource pool = pool("lethe-event-writer", url, username, password, 2);
            // A dead network must not keep those who wait for their events forever.
            pool.addDataSourceProperty("socketTimeout", "60");
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            // Its one statement has one good plan: making it anew for each batch takes longer than following it.
            pool.addDataSourceProperty("options", "-c plan_cache_mode=force_generic_plan");
            return pool;
        }

        @Bean
        EventHistory eventHistory(
                DataSource dataSource,
                Flyway migrated,
                EventGaps gaps,
                @Qualifier("eventSerializer") Serializer serializer) {
            return new PostgresEventHistory(dataSource, gaps, serializer);
        }

        @Bean(destroyMethod = "close")
        GroupCommitEventStorageEngine eventStorageEngine(
                DataSource dataSource,
                @Qualifier("eventWriterDataSource") DataSource writing,
                Flyway migrated,
                @Qualifier("eventSerializer") Serializer events,
                org.axonframework.config.Configuration axon,
                ObjectProvider<EventMarks> vault) {
            // Looked up once: this is done after each commit, also when the vault is closed already
            SingletonSupplier<EventMarks> keys = SingletonSupplier.ofNullable(vault::getIfAvailable);
            return GroupCommitEventStorageEngine.on(
                    dataSource, writing, events, events, axon.upcasterChain(), position -> {
                        EventMarks known = keys.get();
                        if (known != null) known.eventsReach(position);
                    });
        }

        @Bean
        EventGaps eventGaps(DataSource dataSource, Flyway migrated) {
            return EventGaps.in(dataSource);
        }

        @Bean
        @Qualifier("eventStore")
        EventStore eventBus(EventStorageEngine engine, org.axonframework.config.Configuration axon) {
            return GatheringEventStore.gathering()
                    .storageEngine(engine)
                    .messageMonitor(axon.messageMonitor(EventStore.class, "eventStore"))
                    .spanFactory(axon.getComponent(EventBusSpanFactory.class))
                    .build();
        }
    }
}
