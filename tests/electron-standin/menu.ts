interface Template {
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly enabled?: boolean
  readonly accelerator?: string
  readonly submenu?: Template[] | Menu
  readonly click?: () => void
}

/** A menu that is shown nowhere: its items by their labels, for a test to click. */
export class Menu {
  static shown: Menu | null = null
  readonly items: readonly MenuItem[]

  private constructor(template: readonly Template[]) {
    this.items = template.map((item) => ({
      ...item,
      label: item.label ?? '',
      enabled: item.enabled ?? true,
      submenu: Array.isArray(item.submenu) ? Menu.buildFromTemplate(item.submenu) : (item.submenu ?? null),
      click: () => item.click?.(),
    }))
  }

  static buildFromTemplate(template: readonly Template[]): Menu {
    return new Menu(template)
  }

  /** Shown nowhere: a test puts its own function in this place. */
  popup(): void {}

  static setApplicationMenu(menu: Menu | null): void {
    Menu.shown = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.shown
  }
}

interface MenuItem extends Omit<Template, 'submenu'> {
  readonly label: string
  readonly enabled: boolean
  readonly submenu: Menu | null
  readonly click: () => void
}
