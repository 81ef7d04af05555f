/** A whole configuration with these rules in its http block, for an nginx that writes nowhere but in `folder`. */
export function nginxMain(folder: string, rules: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const places = temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
  return `daemon off;\nmaster_process off;\npid ${folder}/pid;\nerror_log ${folder}/log;\nevents {}
http {\naccess_log off;\n${places}\n${rules}\n}\n`;
}
