#pragma once

#include <QPointer>
#include <QWidget>

namespace orl {

/// An amber ring around a control that is being spoken of. Follows it where it goes, is hidden with
/// it, and takes no mouse.
class HighlightRing : public QWidget {
    Q_OBJECT
  public:
    /// @param window whose controls are ringed
    explicit HighlightRing(QWidget* window);
    /// Null: none.
    /// @param number in a disc at its corner; 0: no disc
    void setTarget(QWidget* target, int number = 0);
    QWidget* target() const { return m_target; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void follow();

    QPointer<QWidget> m_target;
    int m_number = 0;
};

}  // namespace orl
