#pragma once

#include <QTimer>
#include <QWidget>

namespace orl {

/// Lies over its parent while what that shows is not of the present settings: dims it and says why.
/// The mouse goes through it.
class Veil : public QWidget {
    Q_OBJECT
  public:
    explicit Veil(QWidget* parent);

    /// Empty lifts it. With a delay, so that what takes no time to notice does not flash.
    void setReason(const QString& reason, bool atOnce);
    const QString& reason() const { return m_reason; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_reason;
    QTimer m_later;
};

}  // namespace orl
