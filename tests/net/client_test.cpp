// The embedding client against a real server on the loopback, and all the ways in which one fails.
#include "ui/net/embedding_client.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/support/error.h"
#include "tests/net/fake_server.h"
#include "ui/net/embedding_protocol.h"
#include "ui/net/secrets.h"

namespace orl {
namespace {

using namespace test;
using std::chrono::milliseconds;
using Then = Response::Then;

const std::vector<std::string_view> kTexts = {"one", "two „drei\"\n", "four\xff"};
constexpr const char* kKey = "sk-very-secret-0123456789";

Response failure(int status, const std::string& body = "{\"error\":{\"message\":\"no luck\"}}") {
    return {status, body, {}, Then::Close};
}

EmbeddingServer settings(const std::string& url) {
    EmbeddingServer server;
    server.url = url;
    server.model = "nomic";
    server.key = kKey;
    server.timeout = milliseconds(20'000);
    server.attempts = 3;
    server.firstPause = milliseconds(1);
    return server;
}

Embeddings ask(const FakeServer& server, std::span<const std::string_view> texts = kTexts) {
    return EmbeddingClient(settings(server.url())).embed(texts);
}

/// The message of the Error, whose parts are all there and never hold the key.
template <typename Work>
std::string messageOf(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        EXPECT_FALSE(error.where().empty());
        EXPECT_FALSE(error.remedy().empty());
        EXPECT_EQ(std::string(error.what()).find("very-secret"), std::string::npos);
        return error.what();
    }
    ADD_FAILURE() << "no error";
    return {};
}

testing::AssertionResult has(const std::string& text, const std::string& part) {
    if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "\"" << text << "\" lacks \"" << part << "\"";
}

void expectVectors(const Embeddings& vectors, std::span<const std::string_view> texts) {
    ASSERT_EQ(static_cast<std::size_t>(vectors.rows()), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::string sent(texts[i]);
        if (sent.back() == '\xff') sent.replace(sent.size() - 1, 1, "\xef\xbf\xbd");
        const auto expected = vectorOfText(sent, static_cast<std::size_t>(vectors.cols()));
        for (std::size_t d = 0; d < expected.size(); ++d) {
            EXPECT_FLOAT_EQ(vectors(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(d)),
                            expected[d]);
        }
    }
}

TEST(EmbeddingClient, AsksAsTheProtocolSays) {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    expectVectors(ask(server), kTexts);
    ASSERT_EQ(server.requests().size(), 1U);
    const Request request = server.requests()[0];
    EXPECT_EQ(request.path, "/v1/embeddings");
    EXPECT_EQ(request.body.at("model"), "nomic");
    EXPECT_EQ(request.headers.at("content-type"), "application/json");
    EXPECT_EQ(request.headers.at("authorization"), std::string("Bearer ") + kKey);

    EmbeddingServer keyless = settings(server.url() + "/v1/");
    keyless.key.clear();
    EmbeddingClient client(keyless);
    for (int k = 0; k < 3; ++k) expectVectors(client.embed(kTexts), kTexts);
    EXPECT_EQ(server.requests().size(), 4U);
    EXPECT_EQ(server.requests()[3].path, "/v1/embeddings");
    EXPECT_FALSE(server.requests()[3].headers.contains("authorization"));
    EXPECT_TRUE(has(client.source(), "nomic @ 127.0.0.1:"));
}

TEST(EmbeddingClient, OrderIsThatOfTheIndex) {
    const FakeServer server([](const Request& request, std::size_t number) {
        auto response = properAnswer(request);
        auto body = nlohmann::json::parse(response.body);
        auto& data = body["data"];
        if (number == 0) std::reverse(data.begin(), data.end());
        for (auto& entry : data) {
            if (number == 1) entry.erase("index");
        }
        response.body = body.dump();
        return response;
    });
    for (int k = 0; k < 2; ++k) expectVectors(ask(server), kTexts);
}

TEST(EmbeddingClient, WrongAnswersAreErrorsAtOnce) {
    using nlohmann::json;
    const struct {
        std::function<void(json&)> change;
        const char* message;
    } cases[] = {
        {[](json& body) { body["data"].erase(1); }, "3 texts with 2 vectors"},
        {[](json& body) { body["data"].push_back(body["data"][0]); }, "3 texts with 4 vectors"},
        {[](json& body) { body["data"][1]["embedding"].push_back(1); }, "has 5 numbers"},
        {[](json& body) { body["data"][2]["embedding"][0] = nullptr; }, "no number"},
        {[](json& body) { body["data"][0]["embedding"] = json::array(); }, "empty array"},
        {[](json& body) { body["data"][0].erase("embedding"); }, "is missing"},
        {[](json& body) { body["data"][0]["embedding"] = "AACAPw=="; }, "no JSON array"},
        {[](json& body) { body["data"][2]["index"] = 1; }, "\"index\""},
        {[](json& body) { body["data"][2]["index"] = 7; }, "\"index\""},
        {[](json& body) { body["data"][2]["index"] = -1; }, "\"index\""},
        {[](json& body) { body["data"] = "none"; }, "no \"data\" array"},
        {[](json& body) { body = json::array(); }, "no \"data\" array"},
        {[](json& body) { body["data"][0] = 5; }, "is missing"},
    };
    for (const auto& one : cases) {
        const FakeServer server([&](const Request& request, std::size_t) {
            auto response = properAnswer(request);
            json body = json::parse(response.body);
            one.change(body);
            response.body = body.dump();
            return response;
        });
        EXPECT_TRUE(has(messageOf([&] { ask(server); }), one.message));
        EXPECT_EQ(server.requests().size(), 1U) << one.message;
    }
    for (const char* body : {"", "{\"data\": [", "<html>", "\xff\xfe"}) {
        const FakeServer server([&](const Request&, std::size_t) { return failure(200, body); });
        EXPECT_TRUE(has(messageOf([&] { ask(server); }), "no JSON"));
    }
}

TEST(EmbeddingClient, WhatMayPassIsTriedAgain) {
    const std::vector<Response> passing = {
        failure(500),
        failure(503),
        failure(429),
        failure(408),
        {429, "{}", {{"Retry-After", "0"}}, Then::Close},
        {503, "{}", {{"Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"}}, Then::Close},
        {200, std::string(1000, ' '), {}, Then::CutInTheMiddle}};
    for (const Response& first : passing) {
        const FakeServer server([&](const Request& request, std::size_t number) {
            return number == 0 ? first : properAnswer(request);
        });
        expectVectors(ask(server), kTexts);
        EXPECT_EQ(server.requests().size(), 2U) << first.status;
    }
}

TEST(EmbeddingClient, RetryAfterIsObeyed) {
    const FakeServer server([&](const Request& request, std::size_t number) {
        if (number > 0) return properAnswer(request);
        return Response{429, "{}", {{"Retry-After", "1"}}, Then::Close};
    });
    const auto begin = std::chrono::steady_clock::now();
    ask(server);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(1000));
    const FakeServer patient([](const Request&, std::size_t) {
        return Response{429, "{}", {{"Retry-After", "86400"}}, Then::Close};
    });
    EXPECT_TRUE(has(messageOf([&] { ask(patient); }), "429"));
    EXPECT_EQ(patient.requests().size(), 1U);
}

TEST(EmbeddingClient, GivesUpWithWhatTheServerSays) {
    const FakeServer broken([](const Request&, std::size_t) {
        return failure(500, std::string("{\"error\":\"loading ") + kKey + " failed\\nhere\"}");
    });
    const std::string message = messageOf([&] { ask(broken); });
    EXPECT_TRUE(has(message, "it answered 500: loading (key) failed here (tried 3 times)"));
    EXPECT_EQ(broken.requests().size(), 3U);

    const struct {
        int status;
        const char* body;
        const char* part;
    } refusals[] = {
        {400, "{\"detail\":\"input is too long\"}", "400: input is too long"},
        {401, "{\"error\":{\"message\":\"bad key\"}}", "401: bad key. Check the API key"},
        {404, "{\"message\":\"model not found\"}", "404: model not found. Check the URL"},
        {404, "<html>what?</html>", "404. Check the URL"},
        {404, "page\tnot found", "404: page not found"},
        {422, "{\"error\":{\"code\":7}}", "422: {\"code\":7}"},
        {301, "", "301. Give the URL that it leads to"},
        {204, "", "204"},
    };
    for (const auto& one : refusals) {
        const FakeServer server(
            [&](const Request&, std::size_t) { return failure(one.status, one.body); });
        EXPECT_TRUE(has(messageOf([&] { ask(server); }), one.part));
        EXPECT_EQ(server.requests().size(), 1U) << one.status;
    }
}

TEST(EmbeddingClient, NoCutLeavesAPartOfTheKey) {
    // Wherever the key stands, and where the message is cut, and where the server itself has cut
    // it.
    for (std::size_t before = 240; before < 310; ++before) {
        const std::string said = std::string(before, 'x') + kKey + " and more";
        const Secrets secrets({kKey});
        EXPECT_EQ(saidByServer(said, secrets).find("sk-"), std::string::npos) << before;
        EXPECT_EQ(serverMessage(said, secrets).find("sk-"), std::string::npos) << before;
        const nlohmann::json body = {{"error", {{"message", said}}}};
        EXPECT_EQ(serverMessage(body.dump(), secrets).find("sk-"), std::string::npos) << before;
        const nlohmann::json odd = {{"error", {{"codes", {said}}}}};
        EXPECT_EQ(serverMessage(odd.dump(), secrets).find("sk-"), std::string::npos) << before;
    }
    const Secrets secrets({kKey, "odd\"key\\with quotes", "a b&c=deadbeef"});
    EXPECT_EQ(secrets.redacted(std::string(kKey).substr(0, 12)), "(key)");
    EXPECT_EQ(secrets.redacted("x" + std::string(kKey).substr(5) + "y"), "x(key)y");
    EXPECT_EQ(secrets.redacted("odd\\\"key\\\\with quotes."), "(key).");
    EXPECT_EQ(secrets.redacted("?a%20b%26c%3Ddeadbeef"), "?(key)");
    EXPECT_EQ(secrets.redacted("no model nomic"), "no model nomic");
    EXPECT_EQ(Secrets({""}).redacted("text"), "text");
    for (const auto& body : {std::string("\"") + kKey + "\" x", std::string("[") + kKey}) {
        const FakeServer server([&](const Request&, std::size_t) { return failure(200, body); });
        EXPECT_TRUE(has(messageOf([&] { ask(server); }), "no JSON"));
    }
}

TEST(EmbeddingClient, WhatAServerSaysIsPrintable) {
    const FakeServer server([](const Request&, std::size_t) {
        return failure(400, "{\"error\":\"\\u001b]0;x\\u0007 \\u202e\\u009b31m\"}");
    });
    EXPECT_TRUE(has(messageOf([&] { ask(server); }), "it answered 400: ␛]0;x␇ "));
}

TEST(EmbeddingClient, AnswersAreBoundedWhileTheyAreRead) {
    const FakeServer wordy([](const Request&, std::size_t) {
        return failure(400, "no " + std::string(5'000'000, 'x'));
    });
    EXPECT_TRUE(has(messageOf([&] { ask(wordy); }), "it answered 400: no xxx"));
    std::string body = "{\"usage\":[";
    for (int k = 0; k < 1'000'000; ++k) body += "{\"a\":{}},";
    body += "1],\"data\":[";
    for (std::size_t k = 0; k < 3; ++k) {
        body += std::string(k == 0 ? "" : ",") + "{\"embedding\":[1,2,3," + std::to_string(k) +
                "],\"more\":[[]],\"index\":" + std::to_string(2 - k) + "}";
    }
    const Embeddings vectors = readEmbeddingAnswer(body + "]}", 3, "there");
    EXPECT_EQ(vectors(0, 3), 2.0F);
    EXPECT_EQ(vectors(2, 3), 0.0F);
    std::string longest = "{\"data\":[{\"embedding\":[";
    for (int k = 0; k < 100'000; ++k) longest += "1,";
    EXPECT_TRUE(has(messageOf([&] { readEmbeddingAnswer(longest + "1]}]}", 1, "there"); }),
                    "more than 65536 numbers"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(readEmbeddingAnswer(body + "]}", 3, "there", stop.get_token()), Cancelled);
    const std::string deep = "{\"data\":" + std::string(100'000, '[');
    EXPECT_TRUE(has(messageOf([&] { readEmbeddingAnswer(deep, 1, "there"); }), "no JSON"));
}

TEST(EmbeddingClient, RedirectionIsNotHandedTheKey) {
    const FakeServer thief(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    const FakeServer server([&](const Request&, std::size_t) {
        return Response{307, "", {{"Location", thief.url() + "/v1/embeddings"}}, Then::Close};
    });
    EXPECT_TRUE(has(messageOf([&] { ask(server); }), "307"));
    EXPECT_TRUE(thief.requests().empty());
}

TEST(EmbeddingClient, RefusedConnection) {
    std::string url;
    {
        const FakeServer gone([](const Request&, std::size_t) { return Response{}; });
        url = gone.url();
    }
    EXPECT_TRUE(has(messageOf([&] { EmbeddingClient(settings(url)).embed(kTexts); }),
                    "refused the connection. Start the server"));
}

TEST(EmbeddingClient, SilenceEndsWithTheTimeout) {
    const FakeServer server([](const Request&, std::size_t) {
        return Response{200, "", {}, Then::Silence};
    });
    EmbeddingServer hasty = settings(server.url());
    hasty.timeout = milliseconds(50);
    hasty.attempts = 2;
    EXPECT_TRUE(has(messageOf([&] { EmbeddingClient(hasty).embed(kTexts); }),
                    "did not answer within 0.05 s (tried 2 times)"));
}

TEST(EmbeddingClient, CutConnectionsEnd) {
    const FakeServer server([](const Request& request, std::size_t) {
        auto response = properAnswer(request);
        response.then = Then::CutInTheMiddle;
        return response;
    });
    EXPECT_TRUE(has(messageOf([&] { ask(server); }), "connection failed"));
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST(EmbeddingClient, HugeAnswerIsNotReadToItsEnd) {
    const FakeServer server([](const Request&, std::size_t) {
        return Response{
            200, std::string(EmbeddingClient::kMaxAnswerBytes + 1000, ' '), {}, Then::Close};
    });
    EXPECT_TRUE(has(messageOf([&] { ask(server); }), "larger than 12 MB"));
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(EmbeddingClient, StopsWhileItWaits) {
    std::stop_source stop;
    Job job;
    job.stop = stop.get_token();
    const FakeServer silent([&](const Request&, std::size_t) {
        stop.request_stop();
        return Response{200, "", {}, Then::Silence};
    });
    EXPECT_THROW(EmbeddingClient(settings(silent.url())).embed(kTexts, job), Cancelled);

    std::stop_source later;
    job.stop = later.get_token();
    std::jthread stopper;
    const FakeServer busy([&](const Request&, std::size_t) {
        stopper = std::jthread([&] {
            std::this_thread::sleep_for(milliseconds(50));
            later.request_stop();
        });
        return Response{429, "{}", {{"Retry-After", "500"}}, Then::Close};
    });
    EXPECT_THROW(EmbeddingClient(settings(busy.url())).embed(kTexts, job), Cancelled);
}

TEST(EmbeddingClient, UrlModelAndKeyAreChecked) {
    const auto path = [](const std::string& url) {
        return EmbeddingClient(settings(url)).source();
    };
    EXPECT_EQ(path("http://localhost:11434"), "nomic @ localhost:11434");
    EXPECT_EQ(path("https://api.example.org/openai/v1?key=hidden#x"), "nomic @ api.example.org");
    for (const char* bad : {"", "localhost:11434", "ftp://host", "file:///etc/passwd", "http://",
                            "http:///v1", "http://host:99999", "javascript:x", "http://ho st/"}) {
        EXPECT_TRUE(has(messageOf([&] { path(bad); }), "Give one like http")) << bad;
    }
    const std::string named = messageOf([&] { path("http://me:very-secret@host"); });
    EXPECT_TRUE(has(named, "user name or password"));
    EmbeddingServer server = settings("http://host");
    EXPECT_TRUE(EmbeddingClient(server).exposesKey());
    server.url = "https://host";
    EXPECT_FALSE(EmbeddingClient(server).exposesKey());
    server.url = "http://[::1]:1";
    EXPECT_FALSE(EmbeddingClient(server).exposesKey());
    server.key = std::string("very-secret\r\nX: y");
    EXPECT_TRUE(has(messageOf([&] { EmbeddingClient{server}; }), "API key"));
    server.key.clear();
    server.model.clear();
    EXPECT_TRUE(has(messageOf([&] { EmbeddingClient{server}; }), "model"));
}

}  // namespace
}  // namespace orl
