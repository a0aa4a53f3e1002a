#pragma once

#include <QMap>
#include <QString>

namespace orl {

/// API keys that the user has asked this computer to remember, each for one server alone: in a file
/// of the user's configuration folder that nobody else may read (mode 0600), never in a workspace.
class KeyStore {
  public:
    /// "api-keys.json" in the configuration folder of the program.
    static QString usualFile();
    /// Reads what is there; an unreadable or damaged file holds no keys.
    explicit KeyStore(QString file = usualFile());

    /// @param origin as originOf() gives it; empty if none is remembered
    QString key(const QString& origin) const { return m_keys.value(origin); }
    /// An empty key forgets that of the server; without any keys there is no file.
    /// @throws Error if it cannot be written
    void remember(const QString& origin, const QString& key);

  private:
    void write(const QMap<QString, QString>& keys) const;

    QString m_file;
    QMap<QString, QString> m_keys;
};

}  // namespace orl
