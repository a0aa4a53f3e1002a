#include "ui/net/embedding_client.h"

#include <fmt/format.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QEventLoop>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>
#include <QUrlQuery>
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "ui/net/embedding_protocol.h"
#include "ui/net/endpoint.h"
#include "ui/net/secrets.h"

namespace orl {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestPause{30'000};
/// A server that wants to be left alone for longer is not waited for.
constexpr milliseconds kLongestRetryAfter{600'000};
constexpr qsizetype kShortestSecret = 8;  ///< of a URL's query; less is a word
constexpr qint64 kReadBuffer = 1 << 20;
constexpr std::size_t kMostOfFailure = 64U << 10U;
/// The longest vector with every number written out, and then some.
constexpr std::size_t kMostOfVector = 4U << 20U;

/// How one request ended.
struct Answer {
    int status = 0;  ///< HTTP; 0: none came
    QByteArray body;
    QNetworkReply::NetworkError error = QNetworkReply::NoError;
    std::string errorText;
    std::optional<milliseconds> retryAfter;
    bool timedOut = false;
    bool tooLarge = false;
    bool cut = false;  ///< a failure said more than was read

    bool good() const {
        return status == 200 && error == QNetworkReply::NoError && !timedOut && !tooLarge;
    }
    /// May be different the next time.
    bool passing() const {
        if (tooLarge) return false;
        if (timedOut || status == 408 || status == 429 || status >= 500) return true;
        switch (error) {
            case QNetworkReply::RemoteHostClosedError:
            case QNetworkReply::TemporaryNetworkFailureError:
            case QNetworkReply::NetworkSessionFailedError:
            case QNetworkReply::UnknownNetworkError:
            case QNetworkReply::TimeoutError:
                return true;
            default:
                return false;
        }
    }
};

/// Seconds or an HTTP date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
std::optional<milliseconds> retryAfterOf(const QByteArray& header) {
    bool isNumber = false;
    const qlonglong seconds = header.trimmed().toLongLong(&isNumber);
    if (isNumber && seconds >= 0) return milliseconds(std::min(seconds, 1'000'000LL) * 1000);
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(header.trimmed()),
                                             "ddd, dd MMM yyyy hh:mm:ss 'GMT'");
    if (!date.isValid()) return {};
    date.setTimeSpec(Qt::UTC);
    return milliseconds(std::max(QDateTime::currentDateTimeUtc().msecsTo(date), qint64{0}));
}

void waitFor(milliseconds duration, const Job& job) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, job.stop, duration, [] { return false; });
    job.check();
}

const char* remedyOf(const Answer& answer) {
    switch (answer.error) {
        case QNetworkReply::ConnectionRefusedError:
            return "Start the server, or check its host and port";
        case QNetworkReply::HostNotFoundError:
            return "Check the host's name and the network";
        case QNetworkReply::SslHandshakeFailedError:
            return "Check the server's certificate, and that it speaks https at this port";
        default:
            break;
    }
    if (answer.timedOut) return "Give it a longer timeout or a smaller batch";
    if (answer.tooLarge) return "Ask with a smaller batch, or check the URL";
    if (answer.status == 401 || answer.status == 403) return "Check the API key";
    if (answer.status == 404) return "Check the URL, and that the server has this model";
    if (answer.status == 429) return "Wait a while and run it again: what was answered is kept";
    if (answer.status >= 300 && answer.status < 400) return "Give the URL that it leads to";
    if (answer.status >= 400 && answer.status < 500) {
        return "Check the model; a text may be longer than it takes";
    }
    return "Look into the server's log, and run it again: what was answered is kept";
}

/// Network access needs an application object; a program without a window has none, and nobody to
/// read Qt's remarks on its own doings.
std::unique_ptr<QCoreApplication> applicationIfNone(int& argc) {
    if (QCoreApplication::instance() != nullptr) return nullptr;
    qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
    return std::make_unique<QCoreApplication>(argc, nullptr);
}

}  // namespace

struct EmbeddingClient::Connection {
    int argc = 0;
    std::unique_ptr<QCoreApplication> application = applicationIfNone(argc);
    QUrl endpoint;
    QNetworkAccessManager manager;

    QNetworkRequest request(const EmbeddingServer& server) const {
        QNetworkRequest made(endpoint);
        made.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
        // Never follow to another place: it would be handed the key.
        made.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                          QNetworkRequest::ManualRedirectPolicy);
        if (!server.key.empty()) {
            made.setRawHeader("Authorization", QByteArray::fromStdString("Bearer " + server.key));
        }
        return made;
    }

    /// @param mostBytes of an answer
    Answer ask(const EmbeddingServer& server, const QByteArray& body, std::size_t mostBytes,
               const Job& job) {
        Answer answer;
        QEventLoop loop;
        QTimer timer;
        timer.setSingleShot(true);
        const std::unique_ptr<QNetworkReply> reply(manager.post(request(server), body));
        reply->setReadBufferSize(kReadBuffer);
        const auto take = [&] {
            answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            answer.body += reply->readAll();
            const auto size = static_cast<std::size_t>(answer.body.size());
            // Of a failure its beginning says enough.
            answer.cut = answer.status != 200 && size > kMostOfFailure;
            answer.tooLarge = answer.status == 200 && size > mostBytes;
            if (answer.tooLarge || answer.cut) loop.quit();
        };
        QObject::connect(reply.get(), &QNetworkReply::readyRead, &loop, take);
        QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
        QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
            answer.timedOut = true;
            loop.quit();
        });
        timer.start(server.timeout);
        {
            const std::stop_callback onStop(job.stop, [&loop] {
                QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
            });
            if (!reply->isFinished()) loop.exec();
        }
        job.check();
        answer.retryAfter = retryAfterOf(reply->rawHeader("Retry-After"));
        if (!answer.tooLarge && !answer.cut && !answer.timedOut) take();
        if (answer.tooLarge || answer.cut || answer.timedOut) {
            reply->abort();
            return answer;
        }
        answer.error = reply->error();
        answer.errorText = reply->errorString().toStdString();
        return answer;
    }

    Secrets secretsOf(const EmbeddingServer& server) const {
        std::vector<std::string> secrets{server.key};
        for (const auto& item : QUrlQuery(endpoint).queryItems(QUrl::FullyDecoded)) {
            if (item.second.size() >= kShortestSecret) secrets.push_back(item.second.toStdString());
        }
        return Secrets(secrets);
    }

    /// What happened, without the key even where the server repeats it.
    std::string problemOf(const Answer& answer, const EmbeddingServer& server,
                          std::size_t mostBytes) const {
        const Secrets secrets = secretsOf(server);
        if (answer.tooLarge) {
            return fmt::format("its answer is larger than {} MB", mostBytes >> 20U);
        }
        if (answer.timedOut) {
            return fmt::format("it did not answer within {} s",
                               std::chrono::duration<double>(server.timeout).count());
        }
        if (answer.error == QNetworkReply::ConnectionRefusedError) {
            return "it refused the connection";
        }
        if (answer.status == 0 || answer.status == 200) {
            return "the connection failed: " + saidByServer(answer.errorText, secrets);
        }
        const std::string said = serverMessage(
            std::string_view(answer.body.data(), static_cast<std::size_t>(answer.body.size())),
            secrets);
        return fmt::format("it answered {}{}{}", answer.status, said.empty() ? "" : ": ", said);
    }
};

EmbeddingClient::EmbeddingClient(EmbeddingServer server)
    : m_server(std::move(server)), m_connection(std::make_unique<Connection>()) {
    m_connection->endpoint = embeddingEndpoint(m_server.url);
    if (m_server.model.empty() || m_server.model.size() > 512) {
        throw Error("model", "the name of the embedding model is empty or too long",
                    "Name a model that the server has");
    }
    const bool sendable = std::all_of(m_server.key.begin(), m_server.key.end(),
                                      [](char c) { return c > ' ' && c <= '~'; });
    if (!sendable) {
        throw Error("API key", "it holds blanks or characters that cannot be sent",
                    "Copy it again, without quotes and line breaks");
    }
}

EmbeddingClient::~EmbeddingClient() = default;

Embeddings EmbeddingClient::embed(std::span<const std::string_view> texts, const Job& job) {
    const QByteArray body = QByteArray::fromStdString(embeddingRequest(m_server.model, texts));
    const std::string where = displayed(m_connection->endpoint);
    const std::size_t mostBytes = std::min(kMaxAnswerBytes, texts.size() * kMostOfVector);
    milliseconds pause = m_server.firstPause;
    for (int attempt = 1;; ++attempt) {
        job.check();
        const Answer answer = m_connection->ask(m_server, body, mostBytes, job);
        if (answer.good()) {
            return readEmbeddingAnswer(
                {answer.body.data(), static_cast<std::size_t>(answer.body.size())}, texts.size(),
                where, job.stop);
        }
        const milliseconds wait = answer.retryAfter.value_or(pause);
        std::string problem = m_connection->problemOf(answer, m_server, mostBytes);
        if (!answer.passing() || attempt >= m_server.attempts || wait > kLongestRetryAfter) {
            if (attempt > 1) problem += fmt::format(" (tried {} times)", attempt);
            throw Error(where, problem, remedyOf(answer));
        }
        if (job.progress) {
            const std::chrono::duration<double> seconds = wait;
            job.progress(-1.0, fmt::format("{}; asking again in {} s", problem, seconds.count()));
        }
        waitFor(wait, job);
        pause = std::min(2 * pause, kLongestPause);
    }
}

std::string EmbeddingClient::host() const {
    const QUrl& url = m_connection->endpoint;
    const std::string name = url.host().toStdString();
    return url.port() < 0 ? name : fmt::format("{}:{}", name, url.port());
}

std::string EmbeddingClient::source() const {
    return m_server.model + " @ " + host();
}

bool EmbeddingClient::exposesKey() const {
    return !m_server.key.empty() && isOpenToOthers(m_connection->endpoint);
}

}  // namespace orl
