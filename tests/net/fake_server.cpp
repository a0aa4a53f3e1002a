#include "tests/net/fake_server.h"

#include <QTcpServer>
#include <QTcpSocket>

#include "core/support/hash.h"

namespace orl::test {

namespace {

constexpr int kPollMs = 20;

/// Reads one request. @return false if the client went away
bool read(QTcpSocket& socket, const std::atomic<bool>& stop, Request& request) {
    QByteArray bytes;
    qsizetype headerEnd = -1;
    qsizetype length = 0;
    while (headerEnd < 0 || bytes.size() < headerEnd + 4 + length) {
        if (stop || socket.state() != QAbstractSocket::ConnectedState) return false;
        socket.waitForReadyRead(kPollMs);
        bytes += socket.readAll();
        if (headerEnd >= 0) continue;
        headerEnd = bytes.indexOf("\r\n\r\n");
        if (headerEnd < 0) continue;
        const auto lines = bytes.left(headerEnd).split('\n');
        request.path = lines[0].split(' ').value(1).toStdString();
        for (const QByteArray& line : lines.mid(1)) {
            const auto colon = line.indexOf(':');
            request.headers[line.left(colon).toLower().toStdString()] =
                line.mid(colon + 1).trimmed().toStdString();
        }
        length = QByteArray::fromStdString(request.headers["content-length"]).toLongLong();
    }
    request.body = nlohmann::json::parse(bytes.mid(headerEnd + 4).toStdString(), nullptr, false);
    return true;
}

void write(QTcpSocket& socket, const std::atomic<bool>& stop, const Response& response) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " Reason\r\n";
    head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    head += "Content-Type: application/json\r\nConnection: close\r\n";
    for (const auto& [name, value] : response.headers) head += name + ": " + value + "\r\n";
    std::string all = head + "\r\n" + response.body;
    const bool cut = response.then == Response::Then::CutInTheMiddle;
    if (cut) all.resize(all.size() - response.body.size() / 2 - 1);
    socket.write(all.data(), static_cast<qint64>(all.size()));
    while (!stop && socket.bytesToWrite() > 0) {
        if (!socket.waitForBytesWritten(kPollMs) &&
            socket.state() != QAbstractSocket::ConnectedState) {
            return;
        }
    }
    cut ? socket.abort() : socket.disconnectFromHost();
}

}  // namespace

std::vector<std::string> Request::texts() const {
    return body.at("input").get<std::vector<std::string>>();
}

std::vector<float> vectorOfText(const std::string& text, std::size_t dimension) {
    std::vector<float> vector;
    for (std::size_t d = 0; d < dimension; ++d) {
        Fingerprint print;
        print.add(text);
        print.add(static_cast<std::uint64_t>(d));
        vector.push_back(static_cast<float>(print.value() % 2001) / 1000.0F - 1.0F);
    }
    return vector;
}

Response properAnswer(const Request& request, std::size_t dimension) {
    nlohmann::json data = nlohmann::json::array();
    for (const std::string& text : request.texts()) {
        data.push_back({{"object", "embedding"},
                        {"index", data.size()},
                        {"embedding", vectorOfText(text, dimension)}});
    }
    Response response;
    response.body = nlohmann::json{{"object", "list"}, {"data", data}}.dump();
    return response;
}

FakeServer::FakeServer(React react) : m_react(std::move(react)) {
    m_thread.reset(QThread::create([this] { serve(); }));
    m_thread->start();
    while (m_port == 0) QThread::msleep(1);
}

FakeServer::~FakeServer() {
    m_stop = true;
    m_thread->wait();
}

void FakeServer::serve() {
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    m_port = server.serverPort();
    while (!m_stop) {
        if (!server.waitForNewConnection(kPollMs)) continue;
        const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
        Request request;
        if (!read(*socket, m_stop, request)) continue;
        std::size_t number = 0;
        {
            const std::lock_guard lock(m_mutex);
            number = m_requests.size();
            m_requests.push_back(request);
        }
        const Response response = m_react(request, number);
        if (response.then == Response::Then::Silence) {
            while (!m_stop && socket->state() == QAbstractSocket::ConnectedState) {
                socket->waitForReadyRead(kPollMs);
            }
            continue;
        }
        write(*socket, m_stop, response);
    }
}

std::string FakeServer::url() const {
    return "http://127.0.0.1:" + std::to_string(m_port);
}

std::vector<Request> FakeServer::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

}  // namespace orl::test
