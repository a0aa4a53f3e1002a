#include "ui/session/key_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <utility>

#include "core/support/error.h"

namespace orl {

namespace {
constexpr QFileDevice::Permissions kOwnerAlone = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
}

QString KeyStore::usualFile() {
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + "/api-keys.json";
}

KeyStore::KeyStore(QString file) : m_file(std::move(file)) {
    QFile stored(m_file);
    if (!stored.open(QIODevice::ReadOnly)) return;
    // A copy or a backup may have opened it to others.
    stored.setPermissions(kOwnerAlone);
    const QJsonObject keys = QJsonDocument::fromJson(stored.readAll()).object();
    for (auto each = keys.begin(); each != keys.end(); ++each) {
        if (each.value().isString()) m_keys[each.key()] = each.value().toString();
    }
}

void KeyStore::remember(const QString& origin, const QString& key) {
    if (m_keys.value(origin) == key) return;
    QMap<QString, QString> keys = m_keys;
    if (key.isEmpty()) {
        keys.remove(origin);
    } else {
        keys[origin] = key;
    }
    write(keys);
    m_keys = std::move(keys);
}

void KeyStore::write(const QMap<QString, QString>& keys) const {
    const Error failed(m_file.toStdString(), "the key cannot be remembered there",
                       "Make the folder writable, or give the key in an environment variable");
    if (keys.isEmpty()) {
        if (!QFile::remove(m_file)) throw failed;
        return;
    }
    QJsonObject object;
    for (auto each = keys.begin(); each != keys.end(); ++each) object[each.key()] = each.value();
    QDir().mkpath(QFileInfo(m_file).path());
    QSaveFile stored(m_file);
    // Closed to others while it is still empty.
    const bool ready = stored.open(QIODevice::WriteOnly) && stored.setPermissions(kOwnerAlone);
    const QByteArray bytes = QJsonDocument(object).toJson();
    if (!ready || stored.write(bytes) != bytes.size() || !stored.commit()) throw failed;
}

}  // namespace orl
