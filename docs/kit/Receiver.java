import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A department's receiver and answerer, to begin from. It needs a JDK of 17 or later and nothing else:
 *
 *   java Receiver.java serve --server http://127.0.0.1:8451 --department human_resources --keys keys.txt
 *   java Receiver.java verify vectors.json
 *
 * `serve` takes each message (POST to any path): what is not genuine is answered 401, what is here already 409, and all
 * else is stored before it is answered 204. Then it works: an item is received, accepted and granted; a withdrawal is
 * agreed to. Put your own work into `answersTo`. `verify` runs the test vectors through the very check that `serve`
 * makes. keys.txt holds your keys (whsec_...), one a line: the first one signs, all of them verify, so that either side may
 * rotate first.
 */
public class Receiver {
    static final long TOLERANCE_SECONDS = 300;
    static final int MOST_BODY = 10_000_000;
    static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,10}");

    public static void main(String[] words) throws Exception {
        if (words.length == 2 && words[0].equals("verify")) {
            System.exit(verify(Path.of(words[1])));
        }
        if (words.length % 2 == 0 || !words[0].equals("serve")) {
            System.err.println("java Receiver.java serve --server URL --department D --keys FILE | verify FILE");
            System.exit(2);
        }
        Map<String, String> given = new LinkedHashMap<>(Map.of("--port", "3555", "--host", "127.0.0.1", "--folder", "receiver"));
        for (int at = 1; at < words.length; at += 2) {
            given.put(words[at], words[at + 1]);
        }
        serve(given);
    }

    // --- Is it genuine? -------------------------------------------------------------------------------------------

    /** `v1,...` over `id.timestamp.body`: the body's bytes as they are on the wire. */
    static String sign(String key, String webhookId, String timestamp, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key.replaceFirst("^whsec_", "")), "HmacSHA256"));
        mac.update((webhookId + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    /** Any signature of the list by any of our keys will do: both sides may hold two keys while they are being changed. */
    static boolean isGenuine(Map<String, String> headers, byte[] body, List<String> keys, long now)
            throws GeneralSecurityException {
        Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        given.putAll(headers);
        String webhookId = given.getOrDefault("webhook-id", "");
        String timestamp = given.getOrDefault("webhook-timestamp", "");
        String[] theirs = given.getOrDefault("webhook-signature", "").split(" ");
        if (webhookId.isEmpty() || !TIMESTAMP.matcher(timestamp).matches()
                || Math.abs(now - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) {
            return false;
        }
        boolean found = false;
        for (String key : keys) {
            byte[] ours = sign(key, webhookId, timestamp, body).getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < Math.min(theirs.length, 20); at++) {
                found |= MessageDigest.isEqual(ours, theirs[at].getBytes(StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    // --- Your own work --------------------------------------------------------------------------------------------

    record Answer(String webhookId, String body) {}

    /** The answers to one message: the same message gets the same webhook-ids, however often it comes; a round that is sent
     * anew, under another id, gets others. `stem`: of the message's file, which follows from its webhook-id. */
    static List<Answer> answersTo(Map<String, Object> message, String stem, Instant now) {
        List<String> said = switch ((String) message.get("type")) {
            case "item.dispatched", "item.corrected" -> List.of(
                    "\"type\": \"received\", \"receipt\": \"SJ-0001\"",
                    "\"type\": \"accepted\"",
                    "\"type\": \"granted\", \"result\": {\"document\": \"\u529e\u7406\u7ed3\u679c\u901a\u77e5\u4e66\uff08\u6837\u4f8b\uff09\", \"delivery\": \"none\"}");
            case "item.withdrawal_requested" -> List.of("\"type\": \"withdrawn\"");
            // item.reminded and item.material_added want no answer of their own. A type that you do not know: nor does it.
            default -> List.of();
        };
        List<Answer> answers = new ArrayList<>();
        for (String one : said) {
            String type = one.split("\"")[3];
            String id = message.get("reference") + "/" + message.get("item") + "/" + message.get("round")
                    + "/" + stem.substring(0, 16) + "/" + type;
            answers.add(new Answer(id, "{" + one + ", \"reference\": \"" + message.get("reference") + "\", \"item\": \""
                    + message.get("item") + "\", \"round\": " + message.get("round") + ", \"at\": \""
                    + now.truncatedTo(ChronoUnit.SECONDS) + "\"}"));
        }
        return answers;
    }

    // --- What is stored: a file for each message, by its webhook-id; a file for each answer that is still owed ------

    record Store(Path messages, Path owed) {
        static Store in(Path folder) throws IOException {
            return new Store(Files.createDirectories(folder.resolve("messages")),
                    Files.createDirectories(folder.resolve("owed")));
        }

        /** False: it is here already. It is whole under its name, or not there. */
        synchronized boolean take(String webhookId, byte[] body) throws IOException, GeneralSecurityException {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(webhookId.getBytes(StandardCharsets.UTF_8));
            Path there = messages.resolve(HexFormat.of().formatHex(digest) + ".new");
            if (Files.exists(there) || Files.exists(done(there))) {
                return false;
            }
            write(there, body);
            return true;
        }

        /** The answers first, then the note that the message is worked off: done twice, it is done once. */
        void work(Path message, List<Answer> answers) throws IOException {
            int number = 0;
            for (Answer one : answers) {
                String name = Files.getLastModifiedTime(message).toMillis() + "-" + stem(message) + "-" + number++;
                write(owed.resolve(name), (one.webhookId() + "\n" + one.body()).getBytes(StandardCharsets.UTF_8));
            }
            Files.move(message, done(message), StandardCopyOption.ATOMIC_MOVE);
        }

        static Path done(Path message) {
            return message.resolveSibling(stem(message) + ".done");
        }

        static String stem(Path message) {
            return message.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
        }

        static void write(Path there, byte[] content) throws IOException {
            Path part = there.resolveSibling("." + there.getFileName());
            Files.write(part, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            Files.move(part, there, StandardCopyOption.ATOMIC_MOVE);
        }

        List<Path> undone() throws IOException {
            return named(messages, "[^.].*\\.new");
        }

        List<Path> answers() throws IOException {
            return named(owed, "[^.].*");
        }

        private static List<Path> named(Path folder, String pattern) throws IOException {
            try (var found = Files.list(folder)) {
                return found.filter(one -> one.getFileName().toString().matches(pattern)).sorted().toList();
            }
        }
    }

    // --- Answering ------------------------------------------------------------------------------------------------

    static final long PAUSE = 500, UNSIGNED = 60_000;
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).build();

    /**
     * How it ended: `taken`, `refused` (a person must look), `owed` (the same again, later), `unsigned` (as `owed`, once a
     * person has put the key or the clock right: it was not looked at).
     */
    static String send(String answersAt, Answer answer, String key) throws GeneralSecurityException, InterruptedException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(URI.create(answersAt)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("webhook-id", answer.webhookId())
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", sign(key, answer.webhookId(), timestamp, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<String> said = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (said.statusCode() < 300) {
                return "taken";
            }
            if (said.statusCode() >= 500 || said.statusCode() == 429) {
                return "owed";
            }
            // 409: the ledger knows better. 422: it says which field. 401: key or clock. Others: the address.
            System.err.println("answer " + answer.webhookId() + ": " + said.statusCode() + " " + said.body());
            return said.statusCode() == 401 ? "unsigned" : "refused";
        } catch (IOException unreachable) {
            return "owed";
        }
    }

    /** In how many milliseconds to look again. */
    static long workOn(Store store, String answersAt, List<String> keys) throws Exception {
        for (Path message : store.undone()) {
            store.work(message, answersTo(Json.object(Files.readString(message)), Store.stem(message), Instant.now()));
        }
        for (Path file : store.answers()) {
            String[] kept = Files.readString(file).split("\n", 2);
            String state = send(answersAt, new Answer(kept[0], kept[1]), keys.get(0));
            System.out.println("answer " + kept[0] + ": " + state);
            if (state.equals("owed") || state.equals("unsigned")) {
                return state.equals("owed") ? PAUSE : UNSIGNED; // In order: what comes after it waits, too.
            }
            Files.delete(file);
        }
        return PAUSE;
    }

    // --- The two commands -----------------------------------------------------------------------------------------

    static void serve(Map<String, String> given) throws Exception {
        List<String> keys = List.of(Files.readString(Path.of(given.get("--keys"))).trim().split("\\s+"));
        Store store = Store.in(Path.of(given.get("--folder")));
        String answersAt = given.get("--server") + "/v1/departments/" + given.get("--department") + "/answers";
        HttpServer server = HttpServer.create(
                new InetSocketAddress(given.get("--host"), Integer.parseInt(given.get("--port"))), 0);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/", exchange -> receive(exchange, store, keys));
        server.start();
        System.out.println("listening on " + server.getAddress().getPort());
        while (true) {
            Thread.sleep(workOn(store, answersAt, keys));
        }
    }

    static void receive(HttpExchange exchange, Store store, List<String> keys) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        String webhookId = headers.getOrDefault("Webhook-id", "");
        int status;
        try {
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY);
            if (!isGenuine(headers, body, keys, Instant.now().getEpochSecond())) {
                status = 401;
            } else {
                status = store.take(webhookId, body) ? 204 : 409;
            }
        } catch (IOException | GeneralSecurityException ours) {
            System.err.println(ours);
            status = 500;
        }
        System.out.println("message " + webhookId + ": " + status);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** 1 if one of the vectors comes out otherwise than it should. */
    @SuppressWarnings("unchecked")
    static int verify(Path file) throws Exception {
        int wrong = 0;
        for (Object entry : (List<Object>) Json.object(Files.readString(file)).get("vectors")) {
            Map<String, Object> one = (Map<String, Object>) entry;
            Map<String, String> headers = (Map<String, String>) (Map<?, ?>) one.get("headers");
            byte[] body = ((String) one.get("body")).getBytes(StandardCharsets.UTF_8);
            List<String> keys = (List<String>) (List<?>) one.get("keys");
            String got = isGenuine(headers, body, keys, (Long) one.get("now")) ? "accept" : "reject";
            boolean right = got.equals(one.get("verdict"));
            wrong += right ? 0 : 1;
            System.out.println(one.get("name") + " " + got + (right ? "" : " WRONG"));
        }
        return wrong > 0 ? 1 : 0;
    }

    // --- JSON, for the JDK has none; a program that has a library for it uses that ----------------------------------

    static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> object(String text) {
            return (Map<String, Object>) new Json(text).value();
        }

        private Object value() {
            char first = next();
            if (first == '{' || first == '[') {
                return first == '{' ? members() : entries();
            }
            if (first == '"') {
                return string();
            }
            int from = at - 1;
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> word.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
            };
        }

        private Map<String, Object> members() {
            Map<String, Object> found = new LinkedHashMap<>();
            for (char mark = next(); mark != '}'; mark = next()) {
                if (mark == '"') {
                    String name = string();
                    next(); // the colon
                    found.put(name, value());
                }
            }
            return found;
        }

        private List<Object> entries() {
            List<Object> found = new ArrayList<>();
            for (char mark = next(); mark != ']'; mark = next()) {
                at -= mark == ',' ? 0 : 1;
                found.add(value());
            }
            return found;
        }

        private String string() {
            StringBuilder found = new StringBuilder();
            for (char one = text.charAt(at++); one != '"'; one = text.charAt(at++)) {
                found.append(one == '\\' ? escaped() : one);
            }
            return found.toString();
        }

        private char escaped() {
            char one = text.charAt(at++);
            if (one == 'u') {
                at += 4;
                return (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            int known = "bfnrt".indexOf(one);
            return known < 0 ? one : "\b\f\n\r\t".charAt(known);
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at++);
        }
    }
}
