#include "ui/net/endpoint.h"

#include <QHostAddress>

#include "core/support/error.h"

namespace orl {

QUrl embeddingEndpoint(const std::string& url) {
    constexpr const char* remedy = "Give one like http://localhost:11434";
    QUrl parsed(QString::fromStdString(url).trimmed(), QUrl::StrictMode);
    if (!parsed.userInfo().isEmpty()) {
        throw Error("server", "the URL holds a user name or password",
                    "Leave them out, and give the key apart from it");
    }
    if (!parsed.isValid() || (parsed.scheme() != "http" && parsed.scheme() != "https")) {
        throw Error("server", "\"" + displayed(parsed) + "\" is no http or https URL", remedy);
    }
    if (parsed.host().isEmpty()) throw Error("server", "the URL names no host", remedy);
    QString path = parsed.path();
    while (path.endsWith('/')) path.chop(1);
    if (path.endsWith("/v1")) {
        path += "/embeddings";
    } else if (!path.endsWith("/embeddings")) {
        path += "/v1/embeddings";
    }
    parsed.setPath(path);
    parsed.setFragment({});
    return parsed;
}

QString originOf(const QUrl& url) {
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery |
                        QUrl::RemoveFragment);
}

bool isOpenToOthers(const QUrl& url) {
    const bool local = url.host() == "localhost" || QHostAddress(url.host()).isLoopback();
    return url.scheme() == "http" && !local;
}

std::string displayed(const QUrl& url) {
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toStdString();
}

}  // namespace orl
