#pragma once

#include <QAbstractButton>

namespace orl {

/// One answer of a choice: its text, how it comes about, and the verdict once it is known.
class OptionButton : public QAbstractButton {
    Q_OBJECT
  public:
    enum class State { Open, Chosen, Right, Wrong, Plain };
    OptionButton(const QString& text, const QString& sum, QWidget* parent = nullptr);

    void setState(State state);
    State state() const { return m_state; }
    QString verdict() const;
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void describe();

    QString m_sum;
    State m_state = State::Open;
};

}  // namespace orl
